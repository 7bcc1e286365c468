import type { Clock } from '../../../hardware/ports.ts'
import { createListeners } from '../../common/listeners.ts'
import type { RefusalCode } from '../../contract/refusals.ts'
import { asJournalLock, storageRefusal } from '../storage/faults.ts'

/** How long after a refused write the disk is tried again, in milliseconds. */
const AGAIN_MS = 3_000

/**
 * Knows whether the disk takes entries. An outage begins with the first refused write and ends when a write succeeds;
 * one is tried every few seconds.
 */
export interface Outage {
  /** The refusal during an outage; undefined where the disk takes entries. */
  refusal(): RefusalCode | undefined
  /** Hears the error of a failed commit; an error that isn't of the disk changes nothing. */
  report(error: unknown): void
  /** Hears that a commit is durable, which ends an outage. */
  end(): void
  /** Hears of each change. Returns the function that stops it. */
  onChange(listener: () => void): () => void
  stop(): void
}

/** `tryIt` writes something where entries are written, and throws the disk's error. */
export function createOutage(clock: Pick<Clock, 'after'>, tryIt: () => void): Outage {
  const changes = createListeners<[]>()
  let refusal: RefusalCode | undefined
  let stop: (() => void) | undefined

  function setRefusal(next: RefusalCode | undefined): void {
    if (next === refusal) return
    refusal = next
    changes.tell()
  }

  function tryAgain(): void {
    stop = undefined
    try {
      tryIt()
      setRefusal(undefined)
    } catch (error) {
      report(error)
    }
  }

  function report(error: unknown): void {
    const code = storageRefusal(error)
    if (code === undefined) return
    setRefusal(asJournalLock(code))
    stop ??= clock.after(AGAIN_MS, tryAgain)
  }

  return {
    refusal: () => refusal,
    report,
    end() {
      stop?.()
      stop = undefined
      setRefusal(undefined)
    },
    onChange: (listener) => changes.add(listener),
    stop() {
      stop?.()
      changes.clear()
    },
  }
}
