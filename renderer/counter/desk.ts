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
import { useSearch } from './money/search.ts'
import { useTill } from './money/till.ts'
import { useDeviceList } from './device-list.ts'
import { deskViewOf, type DeskState } from './desk-views.ts'
import { createIntake } from './intake.ts'

/** Makes the view of the desk, and that of the customer, over which the takings and the devices are shown. */
function createViews() {
  const till = useTill()
  const devices = useDeviceList()
  const search = useSearch()
  const owed = useOwed()
  const state = computed<DeskState>(() => ({
    takings: till.takings !== null,
    devices: devices.shown !== null,
    checking: devices.isChecking,
    openCash: till.openCash.length > 0,
    payment: till.paymentPhase,
    confirming: till.confirming,
    paidView: till.paidView,
    stage: till.stage,
    asking: search.question === null ? 'nothing' : search.question.classes ? 'class' : 'proof',
    lines: owed.lines.length > 0,
    refused: till.refused !== null,
    looking: owed.busy,
  }))
  const beneath = computed(() => deskViewOf({ ...state.value, takings: false, devices: false }))
  const view = computed(() => deskViewOf(state.value))
  return { view, beneath }
}

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
  const service = ref<ServiceId | null>(null)
  const camera = ref(false)
  const { leave: leaveCamera } = useCamera()
  const current = computed(() => station.services.find(({ id }) => id === service.value) ?? null)

  const { view, beneath } = createViews()
  /** Whether the view is about bills or a payment. */
  const paying = computed(() => view.value !== 'identity')

  /** Signs in as the training clerk, and answers whether that worked. */
  async function signIn(): Promise<boolean> {
    const answer = await client.operators.signInTraining()
    if (!answer.ok) return false
    station.patch({ operator: answer.operator })
    await station.loadServices()
    return true
  }

  /** Signs out and forgets the person and the session's scans; refused with a message during a payment. */
  async function signOut(): Promise<void> {
    if (payment.underWay || till.busy) {
      till.showMessage('busy')
      return
    }
    service.value = null
    till.closeTakings()
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
   * The service for which codes are read: the vehicle tax while the view is about bills, none while a scanner is checked,
   * so that nobody's eID is read then, else the chosen one.
   */
  const scanService = computed(() => {
    if (view.value === 'scan-check') return undefined
    return paying.value ? 'vehicle-tax' : (service.value ?? undefined)
  })
  const { read, take, type } = createIntake({ view, beneath, paying, scanService, camera, run })

  /** Forgets the person at the desk, what they came to pay and the answer on the screen. */
  async function end(): Promise<void> {
    const hasCustomer = person.current !== null || search.holding || payment.holding
    camera.value = false
    leaveCamera()
    scan.leave()
    // A payment is cancelled before the station forgets the person, who alone may cancel it.
    const left = till.end()
    await (hasCustomer ? person.end(left) : left)
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
    signIn,
    signOut,
    choose,
    read,
    take,
    type,
    end,
    checkScanner,
    show,
    run,
  }
})
