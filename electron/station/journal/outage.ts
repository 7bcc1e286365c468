import type { Clock } from '../../../hardware/ports.ts'
import { createListeners } from '../../common/listeners.ts'
import type { RefusalCode } from '../../contract/refusals.ts'
import { lockNamed, storageRefusal } from '../storage/faults.ts'

/** A disk that doesn't take entries is tried again this often, in milliseconds. */
const AGAIN_MS = 3_000

/**
 * Whether the disk takes entries: from the first that it doesn't take until it takes something again, which is tried
 * every few seconds.
 */
export interface Outage {
  /** What it refuses them with; undefined where it takes them. */
  refusal(): RefusalCode | undefined
  /** Hears what a commit failed with; of what no disk throws nothing is kept. */
  take(error: unknown): void
  /** Hears that a commit is durable. */
  end(): void
  /** Hears of each change. Returns the function that stops it. */
  onChange(listener: () => void): () => void
  stop(): void
}

/** `tryIt`: writes something where entries are written, and throws what the disk throws. */
export function createOutage(clock: Pick<Clock, 'after'>, tryIt: () => void): Outage {
  const changes = createListeners<[]>()
  let refusal: RefusalCode | undefined
  let stop: (() => void) | undefined

  function become(next: RefusalCode | undefined): void {
    if (next === refusal) return
    refusal = next
    changes.tell()
  }

  function tryAgain(): void {
    stop = undefined
    try {
      tryIt()
      become(undefined)
    } catch (error) {
      take(error)
    }
  }

  function take(error: unknown): void {
    const code = storageRefusal(error)
    if (code === undefined) return
    become(lockNamed(code))
    stop ??= clock.after(AGAIN_MS, tryAgain)
  }

  return {
    refusal: () => refusal,
    take,
    end() {
      stop?.()
      stop = undefined
      become(undefined)
    },
    onChange: (listener) => changes.add(listener),
    stop() {
      stop?.()
      changes.clear()
    },
  }
}
