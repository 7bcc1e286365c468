import type { Clock } from '../../../hardware/ports.ts'
import { createSetClock, type SetClock } from '../../common/set-clock.ts'
import { gatewayOrders, reachBooks, type Books } from './books.ts'
import { clockOrders } from './clock.ts'
import { createTrainingDoor, type TrainingDoor } from './door.ts'
import { stationOrders } from './twins.ts'

/** What a training station has more than others. */
export interface Training {
  door: TrainingDoor
  /** The station's clock, which a trainer sets. */
  clock: SetClock
  /** The residents of the sandbox and their cards, once it is reached. */
  residents: Pick<Books, 'residents' | 'card'>
  /** Adds the orders for the sandbox. `phone`: the address of its phone page, null until it runs. */
  reachSandbox(phone: () => string | null): void
}

/** Makes it on a clock. `kill` ends the station, which its shell starts again. */
export function createTraining({ clock, kill }: { clock: Clock; kill: (() => void) | undefined }): Training {
  const door = createTrainingDoor()
  const own = createSetClock(clock)
  let phone: () => string | null = () => null
  const books = reachBooks(() => phone())
  if (kill) door.add(stationOrders(kill, clock))
  return {
    door,
    clock: own,
    residents: books,
    reachSandbox(at) {
      phone = at
      door.add(gatewayOrders(books))
      door.add(clockOrders(own, books))
    },
  }
}
