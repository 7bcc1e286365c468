import type { Clock } from '../../../hardware/ports.ts'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import { isTemporaryFailure } from '../storage/faults.ts'
import { containsHead, lossOf } from './head-anchors.ts'
import type { Journal, AnchoredHead } from './journal.ts'
import { createKeyRegistry, type KeyFiles } from './key-registry.ts'
import { entryOf } from './open.ts'
import { corruptEntryError, createHistoryChecks } from './history-checks.ts'
import { openRows, type Rows } from './rows.ts'
import { readSignedIntroductions } from './signing-keys.ts'
import { readSigningKey } from './signing.ts'

/** What can be asked of a journal whose folder another process may hold. */
export type ReadJournal = Pick<Journal, 'head' | 'check' | 'fault' | 'loss' | 'entriesOf' | 'publishedKeys' | 'close'>

interface Deps {
  keyFiles: KeyFiles
  /** The heads that are known outside the folder. */
  anchored: readonly AnchoredHead[]
  clock: Clock
}

/**
 * Opens the journal in `file` for reading, as it stands now; a station may go on writing. Refuses with `data-damaged`
 * where a row is outside the chain or an entry that introduces a signing key isn't whole and signed (both with
 * `firstBad`), where there is no entry, and where rows can't be read. Throws SQLite's error where the file can't be
 * opened, or is out of reach.
 */
export function readJournal(file: string, deps: Deps): Outcome<{ journal: ReadJournal }> {
  const rows = openRows(file, { readOnly: true })
  let isOpen = false
  try {
    const outcome = readOrNot(rows, deps)
    isOpen = outcome.ok
    return outcome
  } finally {
    if (!isOpen) rows.close()
  }
}

function readOrNot(rows: Rows, deps: Deps): Outcome<{ journal: ReadJournal }> {
  try {
    return read(rows, deps)
  } catch (error) {
    if (isTemporaryFailure(error)) throw error
    return refuse('data-damaged')
  }
}

function read(rows: Rows, { keyFiles, anchored, clock }: Deps): Outcome<{ journal: ReadJournal }> {
  const last = rows.last()
  const { keys: introduced, bad } = readSignedIntroductions(rows)
  const firstBad = rows.outsideChain() ?? bad?.seq
  if (!last || firstBad !== undefined) return refuse('data-damaged', firstBad === undefined ? undefined : { firstBad })
  const pkcs8 = keyFiles.signingKey()
  const own = pkcs8 ? readSigningKey(pkcs8).publicKey() : new Uint8Array()
  const keyRegistry = createKeyRegistry(introduced, keyFiles, () => own)
  const history = createHistoryChecks({
    rows,
    keyring: keyRegistry,
    vouched: keyRegistry.vouched,
    head: () => last,
    clock,
    isOver: () => false,
  })
  return {
    ok: true,
    journal: {
      head: () => last,
      fault: () => history.fault(),
      loss: () =>
        lossOf(
          anchored.filter(({ head }) => !containsHead(rows, head)),
          last,
        ),
      // This process didn't write the head, so the head's signature is checked too.
      check: async (from, told) =>
        (await history.leadsToHead(
          from,
          told &&
            ((row) => {
              if (told.kinds.includes(row.kind)) told.hear(entryOf(row))
            }),
        )) && history.isSigned([last]),
      entriesOf(transaction) {
        const found = rows.of(transaction, 1)
        if (!history.isSigned(found)) throw corruptEntryError()
        return found.map(entryOf)
      },
      publishedKeys: () => keyRegistry.published(),
      close: () => rows.close(),
    },
  }
}
