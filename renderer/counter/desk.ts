import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { ServiceId } from '../../electron/contract/index.ts'
import { useCamera } from '../client/camera.ts'
import { report } from '../client/fault.ts'
import { usePayment } from '../client/payment.ts'
import { usePerson } from '../client/person.ts'
import { useScan } from '../client/scan.ts'
import { useSession } from '../client/session.ts'
import { useLink, useStation } from '../client/station.ts'
import { useOwed } from '../client/use-owed.ts'
import { useDeskAct, type DeskActKind } from './acts/desk-act.ts'
import { useSearch } from './money/search.ts'
import { useTill } from './money/till.ts'
import { useDeviceList } from './device-list.ts'
import { deskViewOf, isActView, type DeskState, type DeskView } from './desk-views.ts'
import { useDeskReads } from './desk-reads.ts'
import { createIntake } from './intake.ts'

/**
 * Makes the view of the desk, and that of the customer, over which takings, devices and what was read are
 * shown.
 */
function createViews() {
  const till = useTill()
  const devices = useDeviceList()
  const reads = useDeskReads()
  const search = useSearch()
  const owed = useOwed()
  const act = useDeskAct()
  const state = computed<DeskState>(() => ({
    takings: till.takings !== null,
    reads: reads.isShown,
    devices: devices.shown !== null,
    checking: devices.isChecking,
    openCash: till.openCash.length > 0,
    payment: till.paymentPhase,
    confirming: till.confirming,
    act: act.view,
    paidView: till.paidView,
    stage: till.stage,
    asking: search.question === null ? 'nothing' : search.question.classes ? 'class' : 'proof',
    lines: owed.lines.length > 0,
    refused: till.refused !== null,
    looking: owed.busy,
  }))
  const beneath = computed(() => deskViewOf({ ...state.value, takings: false, reads: false, devices: false }))
  const view = computed(() => deskViewOf(state.value))
  /** Puts away the takings and what was read, which are shown over a task. */
  function uncover(): void {
    till.closeTakings()
    reads.close()
  }
  return { view, beneath, uncover }
}

/** The views from which an act on identity can be begun: nothing of another customer or task is under way there. */
const FREE: ReadonlySet<DeskView> = new Set<DeskView>(['identity', 'refused', 'act-done', 'act-refused', 'act-unknown'])

/** The store of the desk: its operator, service, customer and view. */
export const useDesk = defineStore('desk', () => {
  const { client } = useLink()
  const station = useStation()
  const scan = useScan()
  const person = usePerson()
  const session = useSession()
  const search = useSearch()
  const payment = usePayment()
  const till = useTill()
  const devices = useDeviceList()
  const act = useDeskAct()
  const service = ref<ServiceId | null>(null)
  const camera = ref(false)
  const { leave: leaveCamera } = useCamera()
  const current = computed(() => station.services.find(({ id }) => id === service.value) ?? null)

  const { view, beneath, uncover } = createViews()
  /** Whether the view is about bills or a payment. */
  const paying = computed(() => view.value !== 'identity' && !acting.value)
  /** Whether the view is about an act on identity. */
  const acting = computed(() => isActView(view.value))

  /** Signs in as the training clerk or supervisor, and answers whether that worked. */
  async function signIn(role: 'clerk' | 'supervisor' = 'clerk'): Promise<boolean> {
    const answer = await client.operators.signInTraining({ role })
    if (!answer.ok) return false
    station.patch({ operator: answer.operator })
    await station.loadServices()
    return true
  }

  /** Signs out and forgets the person and the session's scans; refused with a message during a payment. */
  async function signOut(): Promise<void> {
    if (payment.underWay || till.busy || act.busy) {
      till.showMessage('busy')
      return
    }
    service.value = null
    devices.close()
    await end()
    scan.forgetNotes()
    station.patch({ operator: null })
    await client.operators.signOut()
  }

  /** Chooses the service. The person is forgotten, since each service has other approved fields. */
  async function choose(id: ServiceId): Promise<void> {
    if (id === service.value) return
    service.value = id
    await end()
  }

  /**
   * The service for which codes are read: the vehicle tax while the view is about bills, none while a scanner is checked
   * or an act on identity is done, so that nobody's eID is read then, else the chosen one.
   */
  const scanService = computed(() => {
    if (view.value === 'scan-check' || acting.value || isActView(beneath.value)) return undefined
    return paying.value ? 'vehicle-tax' : (service.value ?? undefined)
  })
  const { read, take, type } = createIntake({ view, beneath, paying, scanService, camera, uncover, run })

  /** Forgets the person at the desk, what they came to pay and the answer on the screen. */
  async function end(): Promise<void> {
    const hasCustomer = person.current !== null || search.holding || payment.holding || act.holding
    camera.value = false
    uncover()
    leaveCamera()
    scan.leave()
    // A payment is cancelled before the station forgets the person, who alone may cancel it.
    const left = Promise.all([till.end(), act.leave()])
    await (hasCustomer ? person.end(left) : left)
  }

  /** Begins an act on identity, for whoever's card comes next: what was read before is forgotten. */
  async function beginAct(kind: DeskActKind): Promise<void> {
    if (FREE.has(view.value)) await end().then(() => act.begin(kind))
    else till.showMessage('busy')
  }

  /** Shows a code with which a scanner is checked, in the place of the camera's picture. */
  function checkScanner(): Promise<void> {
    camera.value = false
    return devices.startCheck()
  }

  async function show(): Promise<void> {
    if (person.current) await person.toggle()
  }

  /** Runs the action of a key or a button; an error becomes the fault screen. */
  function run(action: () => Promise<unknown>): void {
    session.touch()
    action().catch(report)
  }

  return {
    service,
    scanService,
    current,
    camera,
    view,
    paying,
    acting,
    signIn,
    signOut,
    choose,
    read,
    take,
    type,
    end,
    beginAct,
    checkScanner,
    show,
    run,
  }
})
