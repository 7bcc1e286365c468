import type { Clock } from '../../../hardware/ports.ts'
import type { GatewayAnswers } from './books-contract.ts'
import { CUT_OFF_HEADER } from './server.ts'

/** How much later than usual a slow gateway answers, in milliseconds: within what a station waits for a check. */
const SLOW_MS = 1_000

/** How the gateway answers, as the training's control says; forgotten when the sandbox ends. */
export function createGatewayFaults(clock: Clock) {
  let answers: GatewayAnswers = 'well'
  return {
    now: () => answers,
    set(order: GatewayAnswers) {
      answers = order
    },
    /** Answers a call by `work`, or as ordered. */
    async answer(work: () => Response | Promise<Response>): Promise<Response> {
      switch (answers) {
        case 'well':
          return work()
        case 'slow':
          await new Promise<void>((resolve) => {
            clock.after(SLOW_MS, resolve)
          })
          return work()
        case 'failing':
          return Response.json({ code: 'INTERNAL_SERVER_ERROR' }, { status: 500 })
        case 'down':
          return new Response(null, { headers: { [CUT_OFF_HEADER]: '1' } })
      }
    },
  }
}
export type GatewayFaults = ReturnType<typeof createGatewayFaults>
