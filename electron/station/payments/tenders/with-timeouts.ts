import type { Tender } from '../../../../hardware/payment-terminal/port.ts'
import type { Clock } from '../../../../hardware/ports.ts'
import { TENDER_CALL_MS, TENDER_GRACE_MS } from '../limits.ts'

/** The calls that ask a tender. Each of them ends, and none rejects. */
export type TenderCalls = Pick<Tender, 'ask' | 'status' | 'reverse'>

/**
 * Limits a tender's calls in time. A driver that throws or doesn't answer in time tells nothing of the money, so the
 * outcome is `unknown` and is asked for again.
 */
export function withTimeouts(
  tender: TenderCalls,
  { clock, onFault }: { clock: Pick<Clock, 'after'>; onFault: (error: unknown) => void },
): TenderCalls {
  async function orUnknown<T>(asking: () => Promise<T>, ms: number): Promise<T | { state: 'unknown' }> {
    let cancel: () => void = () => undefined
    const over = new Promise<{ state: 'unknown' }>((resolve) => {
      cancel = clock.after(ms, () => resolve({ state: 'unknown' }))
    })
    try {
      return await Promise.race([asking(), over])
    } catch (error) {
      onFault(error)
      return { state: 'unknown' }
    } finally {
      cancel()
    }
  }
  return {
    ask: (request, options) => orUnknown(() => tender.ask(request, options), request.deadlineMs + TENDER_GRACE_MS),
    status: (attempt) => orUnknown(() => tender.status(attempt), TENDER_CALL_MS),
    reverse: (request) => orUnknown(() => tender.reverse(request), TENDER_CALL_MS),
  }
}
