import type { Ref } from 'vue'
import type { ServiceId } from '../../electron/contract/index.ts'
import type { ReadCode } from '../client/codes-in-view.ts'
import { usePayment } from '../client/payment.ts'
import { usePerson } from '../client/person.ts'
import { useScan, type AnswerTaker } from '../client/scan.ts'
import { useSession } from '../client/session.ts'
import { useStation } from '../client/station.ts'
import { textCode } from '../client/text-code.ts'
import { useAct } from '../client/act.ts'
import { useDeskAct } from './acts/desk-act.ts'
import { isActView, type DeskView } from './desk-views.ts'
import { useSearch } from './money/search.ts'
import { useDeviceList } from './device-list.ts'
import { useTill } from './money/till.ts'
import { CLOSED, destinationOf, type ScanDestination } from './scan-destination.ts'
import { readTyped } from './typed.ts'

/** Whether a view stays as it is, whatever is shown over it. */
const stays = (view: DeskView): boolean => CLOSED.has(view) || isActView(view)

/** Makes the desk's handlers of codes that are read, of their answers, and of text typed into the desk's field. */
export function createIntake(desk: {
  view: Readonly<Ref<DeskView>>
  /** The view under the takings, the devices and what was read. */
  beneath: Readonly<Ref<DeskView>>
  paying: Readonly<Ref<boolean>>
  scanService: Readonly<Ref<ServiceId | undefined>>
  camera: Ref<boolean>
  /** Puts away what is shown over a task. */
  uncover(): void
  run(action: () => Promise<unknown>): void
}) {
  const station = useStation()
  const session = useSession()
  const scan = useScan()
  const person = usePerson()
  const payment = usePayment()
  const search = useSearch()
  const till = useTill()
  const devices = useDeviceList()
  const act = useAct()
  const deskAct = useDeskAct()

  /** The view by which a code is judged: a payment or an act stays as it is, whatever is shown over it. */
  const viewNow = (): DeskView => (stays(desk.beneath.value) ? desk.beneath.value : desk.view.value)

  /** Reads a code for the service of the moment. */
  function read(code: ReadCode): void {
    session.touch()
    if (devices.isChecking) {
      scan.hear(code, desk.scanService.value)
      return
    }
    if (code.source !== 'camera') desk.camera.value = false
    desk.uncover()
    if (CLOSED.has(viewNow())) {
      till.showMessage('busy')
      return
    }
    till.clearMessages()
    if (!desk.paying.value) person.clear()
    scan.hear(code, desk.scanService.value)
  }

  /** Goes where a scanned code leads. */
  const take: AnswerTaker = (answer, readAt) => {
    if (devices.isChecking) {
      desk.run(() => devices.takeScan(answer))
      return 'aside'
    }
    desk.camera.value = false
    desk.uncover()
    const destination = destinationOf(answer, viewNow(), readAt < payment.quoteDrawnAt())
    if (destination.to === 'refusal' && !answer.ok) till.refuseScan(answer.refusal, answer.hint)
    desk.run(() => goTo(destination))
    return destination.to === 'answer' ? 'shown' : 'taken'
  }

  async function goTo(destination: ScanDestination): Promise<void> {
    switch (destination.to) {
      case 'note':
        till.showMessage(destination.say)
        break
      case 'pay':
        await till.pay('wallet-scan')
        break
      case 'payment':
        await payment.resume()
        break
      case 'act':
        await act.resume()
        break
      case 'mine':
        till.toBasket()
        await search.addOwnVehicles()
        break
      case 'slip':
        till.toBasket()
        await search.addSlip(destination.slip)
        break
      // The answer stays on the screen, the refusal is already shown, and the station has what was heard.
      case 'heard':
      case 'answer':
      case 'refusal':
    }
  }

  /** Handles a text that was typed into the desk's field: a plate, a number or, in training, a code's text. */
  async function type(text: string): Promise<void> {
    desk.uncover()
    if (CLOSED.has(viewNow())) {
      till.showMessage('busy')
      return
    }
    const typed = readTyped(text)
    if (isActView(viewNow()) && typed.is !== 'text') {
      if (viewNow() === 'act-number') await deskAct.number(text)
      else if (viewNow() === 'act-digits') await deskAct.digits(text)
      else till.showMessage('act-other-code')
      return
    }
    if (typed.is === 'text') {
      if (station.training) read(textCode(typed.text))
      else till.refuseScan({ code: 'bill-unknown' })
      return
    }
    desk.camera.value = false
    devices.close()
    scan.clear()
    till.toBasket()
    if (typed.is === 'number') await search.lookUp(typed.number)
    else {
      search.askProof(typed.plate)
      if (typed.proof !== undefined) await search.prove(typed.proof)
    }
  }

  return { read, take, type }
}
