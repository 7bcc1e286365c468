import type { SetClock } from '../../common/set-clock.ts'
import type { TrainingOrder } from '../../contract/training.ts'
import type { Books } from './books.ts'
import { notMine, type OrderTaker } from './door.ts'

type Offset = Extract<TrainingOrder, { do: 'clock.both' }>['to']

const MINUTE_MS = 60_000
const OFFSET_MS: Readonly<Record<Offset, number>> = {
  'day-behind': -1_440 * MINUTE_MS,
  'hour-behind': -60 * MINUTE_MS,
  'minutes-behind': -10 * MINUTE_MS,
  right: 0,
  'minutes-ahead': 10 * MINUTE_MS,
  'hour-ahead': 60 * MINUTE_MS,
  'day-ahead': 1_440 * MINUTE_MS,
}

const nameOf = (offsetMs: number): string => Object.entries(OFFSET_MS).find(([, ms]) => ms === offsetMs)?.[0] ?? ''

/** Takes the orders for the station's clock and the sandbox's. */
export function clockOrders(station: SetClock, books: Books): OrderTaker {
  return {
    takes: ['clock.both', 'clock.station', 'clock.sandbox'],
    async orders() {
      const own = station.offsetMs()
      const sandbox = (await books.controls())?.offsetMs
      return {
        'clock.station': nameOf(own),
        ...(sandbox !== undefined && {
          'clock.both': own === sandbox ? nameOf(own) : '',
          'clock.sandbox': nameOf(sandbox),
        }),
      }
    },
    async take(order) {
      if (order.do !== 'clock.both' && order.do !== 'clock.station' && order.do !== 'clock.sandbox') return notMine
      const offsetMs = OFFSET_MS[order.to]
      if (order.do !== 'clock.station') {
        const set = await books.order('clock', { offsetMs })
        if (!set.ok) return set
      }
      if (order.do !== 'clock.sandbox') station.setOffset(offsetMs)
      return { ok: true }
    },
  }
}
