import type { Tender } from '../../../../hardware/payment-terminal/port.ts'

/** The asking side of a tender, none of whose calls ever rejects. */
export type SteadyTender = Pick<Tender, 'ask' | 'status' | 'reverse'>

/** A driver's fault says nothing of the money: it is an outcome that isn't known, which is asked for again. */
export function steady(tender: SteadyTender, onFault: (error: unknown) => void): SteadyTender {
  async function orUnknown<T>(asking: () => Promise<T>): Promise<T | { state: 'unknown' }> {
    try {
      return await asking()
    } catch (error) {
      onFault(error)
      return { state: 'unknown' }
    }
  }
  return {
    ask: (request, options) => orUnknown(() => tender.ask(request, options)),
    status: (attempt) => orUnknown(() => tender.status(attempt)),
    reverse: (request) => orUnknown(() => tender.reverse(request))
  }
}
