import { openPhone } from '../client/phone-window.ts'
import { useStation } from '../client/station.ts'
import { useOwed } from '../client/use-owed.ts'
import { useDesk } from './desk.ts'
import type { DeskAction } from './keys.ts'
import { useSearch } from './money/search.ts'
import { useTill } from './money/till.ts'

/**
 * What the desk's keys and buttons do, each in the view in which it is pressed. `focusField` and `walk` are the page's
 * own.
 */
export function useDeskActions(page: { focusField(): void; walk(by: 1 | -1): void }): (action: DeskAction) => void {
  const station = useStation()
  const desk = useDesk()
  const owed = useOwed()
  const search = useSearch()
  const till = useTill()

  function go(): void {
    if (desk.view === 'found') desk.run(till.quote)
    else if (desk.view === 'ended') desk.run(till.other)
    else if (desk.view === 'confirm') desk.run(till.cancel)
    else if (desk.view === 'paid') desk.run(till.paper === 'again' ? desk.end : till.print)
    else if (desk.view === 'refused') putAway()
  }

  function putAway(): void {
    till.clearMessages()
    search.dismiss()
  }

  function back(): void {
    switch (desk.view) {
      case 'takings':
        till.closeTakings()
        break
      case 'confirm':
        till.confirming = false
        break
      case 'receipt':
      case 'message':
        till.toMain()
        break
      case 'ended':
        till.toBasket()
        break
      case 'tender':
      case 'code':
      case 'cash':
        till.back()
        break
      default:
        putAway()
    }
  }

  /** Puts a line in or out; an eleventh vehicle is refused. */
  function toggle(key: string): void {
    owed.clearRefusal()
    const became = owed.toggle(key)
    if (became === 'too-many-vehicles') owed.refuse({ code: became })
  }

  function pick(index: number): void {
    switch (desk.view) {
      case 'found': {
        const line = owed.lines[index]
        till.clearMessages()
        if (line) toggle(line.key)
        break
      }
      case 'class':
        desk.run(() => search.chooseClass(index))
        break
      case 'tender':
      case 'code':
      case 'cash':
        desk.run(() => till.choose(index))
        break
      case 'open-cash':
        if (index < 2) desk.run(() => till.answerCash(index === 0))
        break
      case 'identity': {
        const service = station.services[index]
        if (service) desk.run(() => desk.choose(service.id))
        break
      }
      // Nothing else has numbers.
      default:
    }
  }

  return function perform(action) {
    switch (action.do) {
      case 'omnibox':
        page.focusField()
        break
      case 'camera':
        desk.camera = !desk.camera
        break
      case 'phone':
        if (station.training && station.status?.phone) openPhone(station.status.phone)
        break
      case 'takings':
        if (till.takings) till.closeTakings()
        else desk.run(till.loadTakings)
        break
      case 'show':
        desk.run(desk.show)
        break
      case 'sign-out':
        desk.run(desk.signOut)
        break
      case 'end':
        desk.run(desk.end)
        break
      case 'go':
        go()
        break
      case 'back':
        back()
        break
      case 'cancel':
        till.askCancel()
        break
      case 'print':
        desk.run(till.print)
        break
      case 'picture':
        desk.run(till.show)
        break
      case 'message':
        till.write()
        break
      case 'earlier':
        desk.run(till.showEarlier)
        break
      case 'up':
        page.walk(-1)
        break
      case 'down':
        page.walk(1)
        break
      case 'pick':
        pick(action.index)
    }
  }
}
