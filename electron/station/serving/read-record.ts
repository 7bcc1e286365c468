import type { IdentityRead, ReadMatch } from '../../contract/index.ts'

/** What holds a person at a session: their eID, or an act on identity for which their card was read. */
export type HeldBy = 'eid' | 'card'

/**
 * What was read of the person in front, in memory alone: names of fields, never values. It goes with the person, as soon
 * as nothing that was read of them is held any more; it is never of two people, but for a minor's guardian.
 */
export interface ReadRecord {
  list(): readonly IdentityRead[]
  /** Adds a read of whom `subject` names (the resident's opaque id, 16 bytes); what was read of anybody else goes. */
  note(subject: Uint8Array, heldBy: HeldBy, read: IdentityRead): void
  /** Adds a read of the card of the minor's guardian who stands beside them. */
  noteGuardian(read: IdentityRead): void
  /** Says how the card that was read last was shown to be its holder's. */
  noteMatch(matched: ReadMatch): void
  /** Hears that an eID or an act holds the person no more. */
  release(heldBy: HeldBy): void
  clear(): void
}

/** Makes an empty one; `onChange` hears how many reads it lists. */
export function createReadRecord(onChange: (count: number) => void): ReadRecord {
  let subject: Uint8Array | undefined
  let reads: IdentityRead[] = []
  const holds = new Set<HeldBy>()

  function change(next: IdentityRead[]): void {
    reads = next
    onChange(reads.length)
  }

  function clear(): void {
    subject = undefined
    holds.clear()
    if (reads.length > 0) change([])
  }

  return {
    list: () => reads,
    note(whose, heldBy, read) {
      const isSame = subject !== undefined && Buffer.from(subject).equals(whose)
      if (!isSame) holds.clear()
      subject = whose
      holds.add(heldBy)
      change([...(isSame ? reads : []), read])
    },
    noteGuardian(read) {
      if (holds.has('card')) change([...reads, read])
    },
    noteMatch(matched) {
      const at = reads.findLastIndex(({ from }) => from !== 'eid')
      if (at !== -1) change(reads.map((read, index) => (index === at ? { ...read, matched } : read)))
    },
    release(heldBy) {
      holds.delete(heldBy)
      if (holds.size === 0) clear()
    },
    clear,
  }
}
