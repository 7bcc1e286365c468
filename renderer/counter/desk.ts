import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { ScanAnswer, ServiceId } from '../../electron/contract/index.ts'
import { report } from '../client/fault.ts'
import { usePayment } from '../client/payment.ts'
import { usePerson } from '../client/person.ts'
import { useScan, type ReadCode } from '../client/scan.ts'
import { useSession } from '../client/session.ts'
import { useLink, useStation } from '../client/station.ts'
import { textCode } from '../client/text-code.ts'
import { useOwed } from '../client/use-owed.ts'
import { useSearch } from './money/search.ts'
import { useTill } from './money/till.ts'
import { CLOSED, destinationOf } from './scan-destination.ts'
import { deskViewOf } from './desk-views.ts'
import { readTyped } from './typed.ts'

/** The desk: who works at it, for which service, who is served, and what may be done next. */
export const useDesk = defineStore('desk', () => {
  const { client } = useLink()
  const station = useStation()
  const scan = useScan()
  const person = usePerson()
  const session = useSession()
  const owed = useOwed()
  const search = useSearch()
  const payment = usePayment()
  const till = useTill()
  const service = ref<ServiceId | null>(null)
  const camera = ref(false)
  const current = computed(() => station.services.find(({ id }) => id === service.value) ?? null)

  const view = computed(() =>
    deskViewOf({
      takings: till.takings !== null,
      openCash: till.openCash.length > 0,
      payment: till.paymentPhase,
      confirming: till.confirming,
      paidView: till.paidView,
      stage: till.stage,
      asking: search.question === null ? 'nothing' : search.question.classes ? 'class' : 'proof',
      lines: owed.lines.length > 0,
      refused: till.refused !== null,
      looking: owed.busy,
    }),
  )
  /** Whether the desk is about money just now. */
  const paying = computed(() => view.value !== 'identity')

  /** Opens the counter as the training clerk. */
  async function signIn(): Promise<boolean> {
    const answer = await client.operators.signInTraining()
    if (!answer.ok) return false
    station.patch({ operator: answer.operator })
    await station.loadServices()
    return true
  }

  /** Closes the counter: the person is forgotten, and what the session scanned. Not in the middle of a payment. */
  async function signOut(): Promise<void> {
    if (payment.underWay || till.busy) {
      till.showMessage('busy')
      return
    }
    service.value = null
    till.closeTakings()
    await end()
    scan.forgetNotes()
    station.patch({ operator: null })
    await client.operators.signOut()
  }

  /** Chooses the service at hand. What was read for another one is forgotten: other fields are approved for it. */
  async function choose(id: ServiceId): Promise<void> {
    if (id === service.value) return
    service.value = id
    await end()
  }

  /** Reads a code for the service at hand: for the tax where the desk is about money. */
  function read(code: ReadCode): void {
    session.touch()
    if (code.source !== 'camera') camera.value = false
    till.closeTakings()
    if (CLOSED.has(view.value)) {
      till.showMessage('busy')
      return
    }
    till.clearMessages()
    if (!paying.value) person.clear()
    scan.hear(code, paying.value ? 'vehicle-tax' : (service.value ?? undefined))
  }

  /** Goes where a scanned code leads. */
  async function follow(answer: ScanAnswer): Promise<void> {
    camera.value = false
    till.closeTakings()
    const destination = destinationOf(answer, view.value, scan.readAt < payment.quoteDrawnAt())
    if (destination.to === 'answer') return
    scan.clear()
    switch (destination.to) {
      case 'refusal':
        if (!answer.ok) till.refuseScan(answer.refusal, answer.hint)
        break
      case 'note':
        till.showMessage(destination.say)
        break
      case 'pay':
        await till.pay('wallet-scan')
        break
      case 'payment':
        await payment.resume()
        break
      case 'mine':
        till.toBasket()
        await search.addMine()
        break
      case 'slip':
        till.toBasket()
        await search.addSlip(destination.slip)
    }
  }

  /** What was typed into the one field: a plate, a number, or in training the text of a code. */
  async function type(text: string): Promise<void> {
    till.closeTakings()
    if (CLOSED.has(view.value)) {
      till.showMessage('busy')
      return
    }
    const typed = readTyped(text)
    if (typed.is === 'text') {
      if (station.training) read(textCode(typed.text))
      else till.refuseScan({ code: 'bill-unknown' })
      return
    }
    camera.value = false
    scan.clear()
    till.toBasket()
    if (typed.is === 'number') await search.lookUp(typed.number)
    else {
      search.askProof(typed.plate)
      if (typed.proof !== undefined) await search.prove(typed.proof)
    }
  }

  /** Forgets the person at the desk, what they came to pay and the answer on the screen. */
  async function end(): Promise<void> {
    const known = person.current !== null || search.holding || payment.holding
    camera.value = false
    scan.leave()
    // What can be cancelled is, before the station forgets who may.
    const left = till.end()
    await (known ? person.end(left) : left)
  }

  async function show(): Promise<void> {
    if (person.current) await person.toggle()
  }

  /** Runs what a key or a button asked for; a fault becomes the calm screen. */
  function run(action: () => Promise<unknown>): void {
    session.touch()
    action().catch(report)
  }

  return { service, current, camera, view, paying, signIn, signOut, choose, read, follow, type, end, show, run }
})
