import { createTally } from '../../common/tally.ts'
import type { Clock } from '../../../hardware/ports.ts'
import {
  refuse,
  type Outcome,
  type Purpose,
  type ReadService,
  type ReadSource,
  type RefusalCode,
} from '../../contract/index.ts'
import type { Journal, NewEntry } from '../journal/index.ts'
import { createWriteOrRefuse } from '../storage/write-or-refuse.ts'
import { CHECKS_COUNTED_MS, MOST_REFUSED, MOST_VERIFIED } from './limits.ts'

/** The kind of the entry that somebody's identity was checked; the trust bundle states its retention by this name. */
const IDENTITY_CHECKED = 'identity-checked'
/** The kind of the entry that counts refused checks which have no entry of their own. */
const CHECKS_REFUSED = 'identity-checks-refused'

/** A check of somebody's identity: from what, for which service and purpose, where and by whom. Nothing of the person. */
export interface IdentityCheck {
  from: ReadSource
  service: ReadService
  purpose: Purpose
  place: 'kiosk' | 'counter'
  /** An operator's id; `resident`: the person themselves, at a kiosk. */
  actor: string
  /** The act on identity to which it belongs, if any. */
  act?: string | undefined
}

/**
 * Records checks of identity in the journal (Law 8/2005): that somebody was verified, or why not, for which service and
 * purpose, how, where and by whom. Its entries have facts alone, and nothing in them was read or tells who it was.
 */
export interface IdentityChecks {
  /**
   * Records that somebody was verified, before anything of them is shown. `assurance`: whether the gateway said so, or the
   * trust bundle decided. Refuses with `too-often`, with the disk's refusal, and with `key-locked` where this station's
   * journal isn't open; then nothing may be shown.
   */
  verified(check: IdentityCheck, assurance: 'online' | 'bundle'): Promise<Outcome>
  /** Records that a check was refused, and why; a disk that refuses the entry is reported as a fault. */
  refused(check: IdentityCheck, why: RefusalCode): Promise<void>
  /** Writes the checks that were only counted so far. */
  close(): Promise<void>
}

/** Makes the record; without a journal nothing can be recorded. */
export function createIdentityChecks(deps: {
  journal: Pick<Journal, 'append' | 'fault' | 'isHeld'> | undefined
  clock: Pick<Clock, 'after' | 'monotonic'>
  training: boolean
  storageRefusal(error: unknown): RefusalCode | undefined
  onFault(error: unknown): void
}): IdentityChecks {
  const { journal, clock, training, onFault } = deps
  const verifiedLately = createTally<'verified'>(clock, CHECKS_COUNTED_MS)
  const refusedLately = createTally<'refused'>(clock, CHECKS_COUNTED_MS)
  let counted = 0
  let cancelCounted: (() => void) | undefined
  const writeOrRefuse = createWriteOrRefuse({
    isDamaged: () => journal?.fault() !== undefined || journal?.isHeld() === false,
    storageRefusal: (error) => deps.storageRefusal(error),
    onFault,
  })

  function entryOf({ actor, act, ...check }: IdentityCheck, facts: NewEntry['facts']): NewEntry {
    return { kind: IDENTITY_CHECKED, actor, transaction: act ?? null, facts: { ...check, training, ...facts } }
  }

  async function writeOrReport(entry: NewEntry): Promise<void> {
    await journal?.append([entry]).catch((error: unknown) => onFault(error))
  }

  async function writeCounted(): Promise<void> {
    cancelCounted?.()
    cancelCounted = undefined
    const count = counted
    counted = 0
    if (count === 0) return
    await writeOrReport({ kind: CHECKS_REFUSED, actor: 'system', transaction: null, facts: { count, training } })
  }

  return {
    async verified(check, assurance) {
      if (!journal) return refuse('key-locked')
      if (verifiedLately.count('verified') >= MOST_VERIFIED) return refuse('too-often')
      verifiedLately.note('verified')
      const entry = entryOf(check, { result: 'verified', assurance })
      const written = await writeOrRefuse(() => journal.append([entry]))
      return written.ok ? { ok: true } : written
    },
    async refused(check, why) {
      if (refusedLately.count('refused') < MOST_REFUSED) {
        refusedLately.note('refused')
        await writeOrReport(entryOf(check, { result: 'refused', why }))
        return
      }
      counted += 1
      cancelCounted ??= clock.after(CHECKS_COUNTED_MS, () => void writeCounted())
    },
    close: writeCounted,
  }
}
