import { openPhone } from '../client/phone-window.ts'
import { useReceipt } from '../client/receipt.ts'
import { useStation } from '../client/station.ts'
import { useOwed } from '../client/use-owed.ts'
import { useActActions } from './acts/act-actions.ts'
import { useDeskAct } from './acts/desk-act.ts'
import { useDesk } from './desk.ts'
import { useDeskReads } from './desk-reads.ts'
import { useDeviceList } from './device-list.ts'
import type { DeskView } from './desk-views.ts'
import type { DeskAction } from './keys.ts'
import { useSearch } from './money/search.ts'
import { useTill } from './money/till.ts'

/** Makes what a digit picks in each view. */
function usePicks(): Readonly<Partial<Record<DeskView, (index: number) => void>>> {
  const station = useStation()
  const desk = useDesk()
  const owed = useOwed()
  const search = useSearch()
  const till = useTill()
  const devices = useDeviceList()
  const act = useDeskAct()

  /** Selects or deselects a line; an eleventh vehicle is refused. */
  function toggle(key: string): void {
    owed.clearRefusal()
    const became = owed.toggle(key)
    if (became === 'too-many-vehicles') owed.refuse({ code: became })
  }

  function chooseTender(index: number): void {
    desk.run(() => till.choose(index))
  }

  return {
    found(index) {
      const line = owed.lines[index]
      till.clearMessages()
      if (line) toggle(line.key)
    },
    class(index) {
      desk.run(() => search.chooseClass(index))
    },
    tender: chooseTender,
    code: chooseTender,
    cash: chooseTender,
    'open-cash'(index) {
      if (index < 2) desk.run(() => till.answerCash(index === 0))
    },
    'act-choose': act.toggle,
    devices: (index) => desk.run(() => devices.testAt(index)),
    identity(index) {
      const service = station.services[index]
      if (service) desk.run(() => desk.choose(service.id))
    },
  }
}

/**
 * Makes the function that performs the actions of the desk's keys and buttons, by the present view. `focusField` and
 * `moveFocus` move the page's focus.
 */
export function useDeskActions(page: {
  focusField(): void
  moveFocus(by: 1 | -1): void
}): (action: DeskAction) => void {
  const station = useStation()
  const desk = useDesk()
  const search = useSearch()
  const till = useTill()
  const receipt = useReceipt()
  const devices = useDeviceList()
  const reads = useDeskReads()
  const act = useDeskAct()
  const acts = useActActions()
  const picks = usePicks()

  function go(): void {
    if (desk.view === 'found') desk.run(till.quote)
    else if (desk.view === 'ended') desk.run(till.chooseOther)
    else if (desk.view === 'confirm') desk.run(till.cancel)
    else if (desk.view === 'paid') desk.run(receipt.paper === 'again' ? desk.end : till.print)
    else if (desk.view === 'refused') putAway()
    else if (desk.acting) acts.go()
    else if (desk.view === 'devices' || desk.view === 'scan-check') desk.run(devices.go)
  }

  function putAway(): void {
    till.clearMessages()
    search.dismiss()
  }

  function back(): void {
    switch (desk.view) {
      case 'devices':
      case 'scan-check':
        devices.back()
        break
      case 'reads':
        reads.close()
        break
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
        if (desk.acting) acts.back()
        else putAway()
    }
  }

  function print(): void {
    if (desk.view === 'devices') devices.askPaper()
    else if (desk.view === 'reads') desk.run(reads.print)
    else desk.run(desk.acting ? act.print : till.print)
  }

  const ACTIONS: Readonly<Record<Exclude<DeskAction['do'], 'pick'>, () => void>> = {
    omnibox: page.focusField,
    camera: () => void (desk.camera = !desk.camera),
    phone() {
      if (station.phone) openPhone(station.phone)
    },
    devices: () => desk.run(devices.toggle),
    takings() {
      devices.close()
      if (till.takings) till.closeTakings()
      else desk.run(till.loadTakings)
    },
    reads: () => desk.run(reads.toggle),
    show: () => desk.run(desk.show),
    'sign-out': () => desk.run(desk.signOut),
    end: () => desk.run(desk.end),
    go,
    back,
    cancel: till.askCancel,
    print,
    picture: () => desk.run(desk.acting ? act.show : till.show),
    message: till.write,
    earlier: () => desk.run(till.showEarlier),
    check: () => desk.run(desk.checkScanner),
    up: () => page.moveFocus(-1),
    down: () => page.moveFocus(1),
    ...acts.actions,
  }

  return function runAction(action) {
    if (action.do === 'pick') picks[desk.view]?.(action.index)
    else ACTIONS[action.do]()
  }
}
