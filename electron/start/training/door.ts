import { implement } from '@orpc/server'
import type { Light, LightPlace } from '../../../hardware/lights/port.ts'
import type { PrintedPaper } from '../../../hardware/printer/virtual.ts'
import { refuse, type Outcome } from '../../contract/index.ts'
import {
  ORDER_NAMES,
  training,
  type OrderName,
  type TrainingOrder,
  type TrainingResident,
} from '../../contract/training.ts'
import type { CallContext, TrainingPart } from '../../station/serving/index.ts'

/** The orders that are taken now, of each the setting that holds; null where it has none. */
export type Offered = Partial<Record<OrderName, string | null>>

/** The orders that one twin takes. */
export interface OrderTaker {
  takes: readonly OrderName[]
  /** Which of them it offers now; none of those that need something that doesn't answer. */
  orders(): Offered | Promise<Offered>
  /** Takes one of these orders; it is in force once this resolves. Refuses as the contract's `training.order` says. */
  take(order: TrainingOrder): Outcome | Promise<Outcome>
}

/** What there is to see: the papers that came out, how often the drawer was opened, the lights, whose cards there are. */
export interface Shown {
  papers(): readonly PrintedPaper[]
  drawerOpened(): number
  light(place: LightPlace): Light
  residents(): Promise<TrainingResident[]>
}

/** The one door to every twin and fault of a training station, for the dock and the tests. */
export interface TrainingDoor {
  /** What the station serves beside its contract. */
  part: TrainingPart
  /** Adds a twin, whose orders are then offered. */
  add(taker: OrderTaker): void
  /** Names what shows what the twins have done. */
  show(twins: Partial<Shown>): void
}

/** Makes a door without any twin. */
export function createTrainingDoor(): TrainingDoor {
  const takers: OrderTaker[] = []
  const shown: Shown = {
    papers: () => [],
    drawerOpened: () => 0,
    light: () => 'off',
    residents: () => Promise.resolve([]),
  }
  const os = implement(training).$context<CallContext>()

  return {
    part: {
      contract: { training },
      procedures: {
        training: {
          state: os.state.handler(async () => {
            const offered: Offered = {}
            for (const taker of takers) Object.assign(offered, await taker.orders())
            const orders = ORDER_NAMES.flatMap((name) => {
              const now = offered[name]
              return now === undefined ? [] : [{ do: name, now }]
            })
            const { light } = shown
            return {
              orders,
              papers: shown.papers().length,
              drawerOpened: shown.drawerOpened(),
              lights: { scanner: light('scanner'), 'card-reader': light('card-reader'), printer: light('printer') },
            }
          }),
          order: os.order.handler(({ input }) => {
            const taker = takers.find(({ takes }) => takes.includes(input.do))
            return taker ? taker.take(input) : notMine
          }),
          residents: os.residents.handler(() => shown.residents()),
          paper: os.paper.handler(() => {
            const { svg, escpos } = shown.papers().at(-1) ?? { svg: '', escpos: new Uint8Array() }
            return { svg, escpos: Buffer.from(escpos).toString('base64') }
          }),
        },
      },
    },
    add: (taker) => void takers.push(taker),
    show: (twins) => void Object.assign(shown, twins),
  }
}

/** The answer to an order that another twin takes. */
export const notMine = refuse('unknown-procedure')
