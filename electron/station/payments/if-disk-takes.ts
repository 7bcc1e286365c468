import { refuse, type Outcome, type RefusalCode } from '../../contract/index.ts'
import { lockNamed } from '../storage/faults.ts'

/**
 * Does what the disk has to take before any money is near; where it doesn't, nothing has begun. Refuses with what the
 * disk is, and with `data-damaged`; throws what isn't the disk's.
 */
export function createIfDiskTakes(deps: {
  /** Whether an entry isn't as it was written, or what is recorded now isn't kept. */
  isDamaged(): boolean
  /** The code that a storage fault is refused with; undefined where it is none. */
  storageRefusal(error: unknown): RefusalCode | undefined
  onFault(error: unknown): void
}) {
  return async <T>(writing: () => Promise<T>): Promise<Outcome<{ taken: T }>> => {
    try {
      return { ok: true, taken: await writing() }
    } catch (error) {
      const code = deps.storageRefusal(error)
      if (code === undefined) throw error
      deps.onFault(error)
      return refuse(deps.isDamaged() ? 'data-damaged' : lockNamed(code))
    }
  }
}
