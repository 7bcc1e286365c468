import { spawn } from 'node:child_process'
import { cpSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { JournalPayment, Told } from './books.ts'
import { entriesOfEach, readPayments } from './journal-book.ts'
import { headsOf } from './station-orders.ts'

const cli = fileURLToPath(new URL('../../electron/cli.ts', import.meta.url))

/**
 * What is kept of a data folder for later: a backup, a copy of the folder, or one with the heads that are kept outside
 * of it.
 */
export const KEPT = ['backup', 'copy', 'copy-with-heads'] as const
export type Kept = (typeof KEPT)[number]

/**
 * Data folders that are put in the place of newer ones, and what of the newer ones has to be remembered for the books.
 */
export interface Losses {
  /** Keeps the folder as it is. To be called between two lives. */
  keep(how: Kept): Promise<void>
  /**
   * Puts what was kept in the folder's place, and answers what it was. What the journal has lost by that is remembered.
   * `station`: the station's id.
   */
  putBack(station: string): Promise<Kept | undefined>
  /** The folders whose keys open what is in the journal. */
  keyFolders(): string[]
  /** Whether entries of this transaction were lost. */
  has(transaction: string): boolean
  /**
   * The payments of the journal, with those that it lost as they were last, and the items of which it lost that they
   * were given back.
   */
  withLost(journal: readonly JournalPayment[]): JournalPayment[]
  /**
   * What pages were told, but for receipts whose entries were lost: such a payment may be committed anew, under another
   * number.
   */
  told(told: readonly Told[]): Told[]
}

/** For the data folder `folder`; what is kept lies beside it. */
export function createLosses(folder: string): Losses {
  const olds: string[] = []
  const lost = new Map<string, JournalPayment>()
  /** Refunds too, which are no payments. */
  const touched = new Set<string>()
  let kept: { how: Kept; at: string } | undefined
  let keptOnes = 0
  const keyFolders = () => [folder, ...olds]
  const withLost: Losses['withLost'] = (journal) => {
    const known = new Map(journal.map((payment) => [payment.transaction, payment]))
    for (const [transaction, payment] of lost) {
      const now = known.get(transaction)
      // What became of open cash nobody says but the clerk, who isn't asked twice, and what went back whole isn't
      // approved any more: both stay tasks.
      const isTask =
        payment.tender === 'cash' || payment.items.every(({ item }) => givenBack(payment, item) !== undefined)
      known.set(
        transaction,
        now && (now.committed || !isTask)
          ? { ...now, items: now.items.map((item) => givenBack(payment, item.item) ?? item) }
          : payment,
      )
    }
    return [...known.values()]
  }

  return {
    async keep(how) {
      const at = `${folder}-kept-${String((keptOnes += 1))}`
      kept = { how, at }
      if (how === 'backup') return technician(folder, ['backup', '--to', at])
      cpSync(folder, at, { recursive: true, filter: (source) => !source.endsWith('.sock') })
      if (how === 'copy-with-heads') cpSync(headsOf({ folder }), `${at}-heads`, { recursive: true })
    },
    async putBack(station) {
      if (!kept) return undefined
      const { how, at } = kept
      kept = undefined
      const before = withLost(readPayments(folder, station, keyFolders()))
      const entries = entriesOfEach(folder)
      const old = `${folder}-old-${String(keptOnes)}`
      renameSync(folder, old)
      olds.unshift(old)
      if (how === 'backup') await technician(folder, ['restore', '--from', at, '--yes'])
      else cpSync(at, folder, { recursive: true })
      if (how === 'copy-with-heads') {
        rmSync(headsOf({ folder }), { recursive: true })
        cpSync(`${at}-heads`, headsOf({ folder }), { recursive: true })
      }
      const left = entriesOfEach(folder)
      for (const [transaction, count] of entries) if (left.get(transaction) !== count) touched.add(transaction)
      for (const payment of before) if (touched.has(payment.transaction)) lost.set(payment.transaction, payment)
      return how
    },
    keyFolders,
    has: (transaction) => touched.has(transaction),
    withLost,
    told: (told) => told.map((each) => (lost.has(each.transaction) ? { ...each, receipt: undefined } : each)),
  }
}

const givenBack = ({ items }: JournalPayment, item: string) =>
  items.find((each) => each.item === item && (each.state === 'refunded' || each.state === 'reversed'))

/** Does something by the technician's command line. Rejects where it doesn't end well. */
export async function technician(folder: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [cli, ...args, '--data', folder], {
    env: { ...process.env, BALCAO_HEADS: headsOf({ folder }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${output.trim()}`)
}
