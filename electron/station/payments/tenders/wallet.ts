import type { z } from 'zod'
import { defined } from '../../../common/defined.ts'
import type { Clock, DeviceHealth } from '../../../../hardware/ports.ts'
import {
  MOST_AVOS,
  type Tender,
  type TenderAnswer,
  type TenderRequest,
  type TenderStatus,
} from '../../../../hardware/payment-terminal/port.ts'
import type { moneyContract } from '../../../gateway/money-contract.ts'
import type { Gateway } from '../../../gateway/port.ts'
import { WALLET_LOOK_MS } from '../limits.ts'
import { pause } from './pause.ts'

/**
 * How often the gateway is asked for a code; after that the payment's outcome is unknown, and the person is told so.
 */
const MOST_SHOWINGS = 3

type WalletAnswer = z.output<NonNullable<(typeof moneyContract)['walletStatus']['~orpc']['outputSchema']>>
type Asking = (request: TenderRequest, options: Parameters<Tender['ask']>[1]) => Promise<TenderStatus>

/** Makes the two wallet tenders, by the customer's code and by the station's. Both go through the gateway. */
export function createWalletTenders(deps: {
  gateway: Pick<Gateway, 'money' | 'line'>
  clock: Clock
}): ['wallet-scan' | 'wallet-show', Tender][] {
  const { gateway } = deps
  const scan: Asking = async ({ attempt, amountAvos, deadlineMs, customerCode = '' }) => {
    const charged = await gateway.money.chargeWallet({ attempt, amountAvos, deadlineMs, code: customerCode })
    return charged.ok ? tenderStatus(charged.answer) : { state: 'unknown' }
  }
  const show: Asking = async ({ attempt, amountAvos, deadlineMs }, options) => {
    const made = await untilShown({ attempt, amountAvos, deadlineMs }, options.signal)
    if (!made?.ok) return { state: 'unknown' }
    if (!made.answer.ok) return { state: 'declined', reason: made.answer.reason }
    options.show?.({ text: made.answer.text, expiresAt: made.answer.expiresAt })
    return { state: 'pending' }
  }
  /**
   * Asks again for a code whose answer was lost: the same attempt gets the same code, and nobody can pay without it.
   */
  async function untilShown(question: Parameters<typeof gateway.money.showWallet>[0], signal: AbortSignal) {
    for (let tries = 1; !signal.aborted; tries++) {
      const made = await gateway.money.showWallet(question)
      if (made.ok || tries === MOST_SHOWINGS) return made
      await pause(deps.clock, WALLET_LOOK_MS, signal)
    }
    return undefined
  }

  return [
    ['wallet-scan', createWallet('wallet-scan', scan, deps)],
    ['wallet-show', createWallet('wallet-show', show, deps)],
  ]
}

function createWallet(
  id: string,
  begin: Asking,
  { gateway, clock }: { gateway: Pick<Gateway, 'money'>; clock: Clock },
): Tender {
  const health: DeviceHealth = { id, kind: 'wallet', virtual: false, state: 'ready', since: clock.now() }

  async function status(attempt: string): Promise<TenderStatus> {
    const outcome = await gateway.money.walletStatus({ attempt })
    return outcome.ok ? tenderStatus(outcome.answer) : { state: 'unknown' }
  }

  /**
   * Asks until the wallet's holder decides, the deadline passes or the wait is aborted. A call without an answer
   * decides nothing.
   */
  async function untilDecided(attempt: string, until: number, signal: AbortSignal): Promise<TenderAnswer> {
    while (clock.monotonic() < until) {
      await pause(clock, WALLET_LOOK_MS, signal)
      if (signal.aborted) break
      const answer = await status(attempt)
      if (answer.state === 'approved' || answer.state === 'declined' || answer.state === 'cancelled') return answer
      if (answer.state === 'reversed' || answer.state === 'none') break
    }
    return { state: 'unknown' }
  }

  return {
    health: () => health,
    onHealth: () => () => undefined,
    async ask(request, options) {
      if (!Number.isSafeInteger(request.amountAvos) || request.amountAvos <= 0 || request.amountAvos > MOST_AVOS)
        return { state: 'declined', reason: 'declined' }
      const until = clock.monotonic() + request.deadlineMs
      const answer = await begin(request, options)
      if (answer.state === 'pending') return untilDecided(request.attempt, until, options.signal)
      return answer.state === 'none' || answer.state === 'reversed' ? { state: 'unknown' } : answer
    },
    status,
    async reverse({ attempt, part }) {
      const outcome = await gateway.money.reverseWallet({ attempt, ...defined({ part }) })
      return outcome.ok ? outcome.answer : { state: 'unknown' }
    },
    close: () => Promise.resolve(),
  }
}

function tenderStatus(answer: WalletAnswer): TenderStatus {
  if (answer.state !== 'approved') return answer
  const { reference, approvedAvos, wallet } = answer
  return { state: 'approved', reference, approvedAvos, provider: wallet }
}
