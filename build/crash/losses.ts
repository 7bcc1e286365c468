import { spawn } from 'node:child_process'
import { cpSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { JournalPayment, ReportedPayment } from './books.ts'
import { entriesOfEach, readPayments } from './journal-book.ts'
import { headsOf } from './station-orders.ts'

const cli = fileURLToPath(new URL('../../electron/cli.ts', import.meta.url))

/**
 * The ways to keep an older state of a data folder: a backup, a copy of the folder, or a copy of the folder and of the
 * heads outside it.
 */
export const WAYS_TO_KEEP = ['backup', 'copy', 'copy-with-heads'] as const
export type WayToKeep = (typeof WAYS_TO_KEEP)[number]

/** Puts older data folders in the place of newer ones, and remembers from the newer ones what the books need. */
export interface Losses {
  /** Keeps the folder's present state. To be called between two lives. */
  keep(how: WayToKeep): Promise<void>
  /**
   * Puts the kept state in the folder's place, remembers what the journal lost by that, and answers how it was kept;
   * undefined where nothing was kept. `station`: the station's id.
   */
  putBack(station: string): Promise<WayToKeep | undefined>
  /** The data folders whose keys open the journal's bodies: this one, and those that were replaced. */
  keyFolders(): string[]
  /** Whether entries of this transaction were lost. */
  has(transaction: string): boolean
  /**
   * Adds to the journal's payments those that it lost, in their last state, and marks items as given back whose return
   * was lost.
   */
  withLost(journal: readonly JournalPayment[]): JournalPayment[]
  /** Drops from what pages were told the receipts whose entries were lost: their payments may get another number. */
  withoutLostReceipts(told: readonly ReportedPayment[]): ReportedPayment[]
}

/** Makes the losses of the data folder `folder`; kept states lie beside it. */
export function createLosses(folder: string): Losses {
  const replaced: string[] = []
  const lost = new Map<string, JournalPayment>()
  /** The transactions of which entries were lost, payments and refunds. */
  const touched = new Set<string>()
  let kept: { how: WayToKeep; at: string } | undefined
  let keptCount = 0
  const keyFolders = () => [folder, ...replaced]
  const withLost: Losses['withLost'] = (journal) => {
    const byTransaction = new Map(journal.map((payment) => [payment.transaction, payment]))
    for (const [transaction, payment] of lost) {
      const now = byTransaction.get(transaction)
      // Cash whose clerk already answered, and payments that were given back in whole, stay tasks of a supervisor: the
      // clerk isn't asked twice, and the tender doesn't call the money taken any more.
      const isTask =
        payment.tender === 'cash' || payment.items.every(({ item }) => givenBack(payment, item) !== undefined)
      byTransaction.set(
        transaction,
        now && (now.committed || !isTask)
          ? { ...now, items: now.items.map((item) => givenBack(payment, item.item) ?? item) }
          : payment,
      )
    }
    return [...byTransaction.values()]
  }

  return {
    async keep(how) {
      const at = `${folder}-kept-${String((keptCount += 1))}`
      kept = { how, at }
      if (how === 'backup') return runTechnician(folder, ['backup', '--to', at])
      cpSync(folder, at, { recursive: true, filter: (source) => !source.endsWith('.sock') })
      if (how === 'copy-with-heads') cpSync(headsOf({ folder }), `${at}-heads`, { recursive: true })
    },
    async putBack(station) {
      if (!kept) return undefined
      const { how, at } = kept
      kept = undefined
      const before = withLost(readPayments(folder, station, keyFolders()))
      const entries = entriesOfEach(folder)
      const old = `${folder}-old-${String(keptCount)}`
      renameSync(folder, old)
      replaced.unshift(old)
      if (how === 'backup') await runTechnician(folder, ['restore', '--from', at, '--yes'])
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
    withoutLostReceipts: (told) =>
      told.map((each) => (lost.has(each.transaction) ? { ...each, receipt: undefined } : each)),
  }
}

const givenBack = ({ items }: JournalPayment, item: string) =>
  items.find((each) => each.item === item && (each.state === 'refunded' || each.state === 'reversed'))

/** Runs a command of the technician's command line on the folder. Rejects where its exit code isn't 0. */
export async function runTechnician(folder: string, args: readonly string[]): Promise<void> {
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
