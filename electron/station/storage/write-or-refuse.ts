import { refuse, type Outcome, type RefusalCode } from '../../contract/index.ts'
import { asJournalLock } from './faults.ts'

/**
 * Makes a function that does a write that must be durable before money is involved. Where the disk refuses it, nothing
 * has begun. It refuses with the disk's refusal or `data-damaged`, and throws errors that aren't the disk's.
 */
export function createWriteOrRefuse(deps: {
  /** Whether an entry isn't as it was written, or new entries aren't kept. */
  isDamaged(): boolean
  /** The refusal of a storage error; undefined for any other error. */
  storageRefusal(error: unknown): RefusalCode | undefined
  onFault(error: unknown): void
}) {
  return async <T>(writing: () => Promise<T>): Promise<Outcome<{ result: T }>> => {
    try {
      return { ok: true, result: await writing() }
    } catch (error) {
      const code = deps.storageRefusal(error)
      if (code === undefined) throw error
      deps.onFault(error)
      return refuse(deps.isDamaged() ? 'data-damaged' : asJournalLock(code))
    }
  }
}
