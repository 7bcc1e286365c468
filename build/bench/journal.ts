import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Conf from 'conf'
import { systemClock, systemRandom } from '../../electron/start.ts'
import { openFolder } from '../../electron/station/storage/folder.ts'
import {
  JOURNAL_FILE,
  openJournal,
  verifyJournal,
  type Journal,
  type NewEntry,
} from '../../electron/station/journal/index.ts'
import { createKeyFile, openKeys } from '../../electron/station/storage/keys.ts'
import { ledger } from '../../electron/station/payments/ledger.ts'
import { uuidV7 } from '../../electron/station/storage/uuid.ts'
import { firstAnswer } from './start.ts'
import { withSandbox } from './station-orders.ts'
import { accepted } from '../twins/accepted.ts'

const ROUNDS = 5
/** Rounds that don't count, in which the code isn't compiled yet. */
const WARM_UP_ROUNDS = 1
/** How often the works of a round take turns, so that a busy machine slows all of them. */
const TURNS = 25
const TIMES = 20
const GROUPS = 2
const BARE_BYTES = 512
const RECORDS = 1_000
/** How many entries are in a group. */
const GROUP = 100
/** How many payments are added to the long journal at once. */
const PAYMENTS = 200
const LONG = 1_000_000
const SIGNED = 10_000
const STARTS = 3

/** The entries that the payment machine writes of one payment, from its intent to its receipt. */
function payment(): NewEntry[] {
  const transaction = uuidV7(systemClock, systemRandom)
  const item = `${transaction}:1`
  const attempt = `${transaction}/1`
  const of = (kind: string, facts: NewEntry['facts']): NewEntry => ({ kind, actor: 'resident', transaction, facts })
  return [
    {
      ...of('payment-intended', {
        tender: 'wallet-scan',
        place: 'kiosk',
        training: true,
        totalAvos: 85_000,
        items: [{ item, agency: 'DSAT', kind: 'tax', avos: 85_000, season: 2026, requires: [] }],
      }),
      body: {
        quote: 'Q-0001',
        items: { [item]: { ref: 'tax-2026-MT-00-01', plate: 'MT-00-01', class: 'light', inspectionBy: '2026-12-31' } },
      },
    },
    of('payment-reserved', {}),
    of('payment-asked', { attempt, deadlineAt: systemClock.now() + 180_000 }),
    of('payment-committed', { attempt, tender: 'wallet-scan', avos: 85_000, provider: 'Wallet', reference: 'W-0001' }),
    of('item-submitted', { item }),
    of('item-acknowledged', { item, acknowledgement: 'A-0001' }),
    of('payment-receipted', { how: 'screen' }),
  ]
}

/** The entries of `count` payments. */
const paymentsOf = (count: number): NewEntry[] => Array.from({ length: count }, payment).flat()

async function openJournalIn(path: string): Promise<{ journal: Journal; close: () => void }> {
  const folder = accepted(openFolder(path))
  const opened = accepted(await openKeys(path, createKeyFile(path, systemRandom), systemRandom))
  const { keys } = opened
  const outcome = accepted(
    openJournal({
      folder: path,
      clock: systemClock,
      random: systemRandom,
      heads: process.env['BALCAO_HEADS'] ?? '',
      wrapping: keys,
      keyFiles: keys,
      isHeld: folder.folder.isHeld,
    }),
  )
  const { journal } = outcome
  journal.follow(ledger)
  return {
    journal,
    close() {
      journal.close()
      folder.folder.close()
    },
  }
}

/** The works that are timed. Each call has its own turn of the event loop, as at a station. */
type Work = 'bare' | 'entry' | 'group' | 'settings'

/**
 * What one round took: the milliseconds per entry of each call. `between`: what the process did after a call, with one
 * turn of its event loop.
 */
type Spent = Record<Work | 'between', number[]>
const nothingSpent = (): Spent => ({ bare: [], entry: [], group: [], settings: [], between: [] })

/**
 * Measures rounds of the bare file, single entries and groups; then, apart, rounds of entries and the settings store,
 * whose garbage would else be collected during the others. What the journal is compared with is in the folder `beside`,
 * on the same disk.
 */
async function measureCommits(path: string, beside: string): Promise<{ toFile: Spent[]; toSettings: Spent[] }> {
  const { journal, close } = await openJournalIn(path)
  const file = openSync(join(beside, 'bare'), 'a')
  const bytes = Buffer.alloc(BARE_BYTES, 7)
  let at = 0
  const intent = () => payment().slice(0, 1)
  const group = () => paymentsOf(Math.ceil(GROUP / payment().length)).slice(0, GROUP)
  // The same entry as a setting, as in a point of sale that keeps its books in a settings file.
  const settings = new Conf<Record<string, unknown>>({
    cwd: beside,
    configName: 'bench',
    defaults: Object.fromEntries(Array.from({ length: RECORDS }, (_, index) => [`record-${String(index)}`, intent()])),
  })
  const works: Record<Work, { each: number; input?: () => NewEntry[]; work: (input: NewEntry[]) => unknown }> = {
    bare: {
      each: 1,
      work() {
        writeSync(file, bytes)
        fdatasyncSync(file)
      },
    },
    // A payment's first entry costs most, since its sealed body needs a new key.
    entry: { each: 1, input: intent, work: (entries) => journal.append(entries) },
    group: { each: GROUP, input: group, work: (entries) => journal.append(entries) },
    settings: {
      each: 1,
      input: intent,
      work: (entries) => {
        settings.set(`record-${String(at++ % RECORDS)}`, entries)
      },
    },
  }

  async function time(name: Work, spent: Spent): Promise<void> {
    const { each, input, work } = works[name]
    // The entries are made before the time starts.
    const entries = input?.() ?? []
    const began = performance.now()
    await work(entries)
    const ended = performance.now()
    spent[name].push((ended - began) / each)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    if (name === 'entry') spent.between.push(performance.now() - ended)
  }

  async function rounds(measure: (spent: Spent) => Promise<void>): Promise<Spent[]> {
    const done: Spent[] = []
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      const spent = nothingSpent()
      for (let number = 0; number < TURNS; number++) await measure(spent)
      if (round >= 0) done.push(spent)
    }
    return done
  }

  const toFile = await rounds(async (spent) => {
    for (let number = 0; number < TIMES; number++)
      for (const name of ['bare', 'entry'] as const) await time(name, spent)
    for (let number = 0; number < GROUPS; number++) await time('group', spent)
  })
  const toSettings = await rounds(async (spent) => {
    for (let number = 0; number < TIMES; number++) await time('entry', spent)
    await time('settings', spent)
  })
  closeSync(file)
  close()
  return { toFile, toSettings }
}

/** Entries verified per second, where every entry is signed: by number and hash only, and with all signatures. */
async function measureVerify(path: string): Promise<{ hashes: number; signatures: number }> {
  const { journal, close } = await openJournalIn(path)
  while (journal.head().seq < SIGNED) for (const entry of payment()) await journal.append([entry])
  close()
  const file = join(path, JOURNAL_FILE)
  const rates = { hashes: 0, signatures: 0 }
  for (const [name, hashesOnly] of [
    ['hashes', true],
    ['signatures', false],
  ] as const) {
    const began = performance.now()
    const { ok, entries } = await verifyJournal(file, { hashesOnly })
    if (!ok) throw new Error("the bench verifies a journal that isn't whole")
    rates[name] = (entries / (performance.now() - began)) * 1_000
  }
  return rates
}

/** Makes a journal of a million entries, of about 140,000 payments. */
async function makeLong(path: string): Promise<void> {
  const { journal, close } = await openJournalIn(path)
  let said = 0
  while (journal.head().seq < LONG) {
    await journal.append(paymentsOf(PAYMENTS))
    const percent = Math.floor((journal.head().seq / LONG) * 10) * 10
    if (percent > said) process.stderr.write(`${String((said = percent))} % of ${String(LONG)} entries\n`)
  }
  close()
}

/**
 * Measures the journal, as ratios of rates within the same round. One whole entry is compared with a bare append of 512
 * bytes and `fdatasync`: by the means, by the medians, and by the means with the work between two entries. One of 100
 * entries in a group is compared with the same append, one entry with a JSON settings store of 1,000 records (both by
 * means). Also measures verification, and a station's start with a million entries.
 */
export async function run(): Promise<Record<string, number>> {
  return withSandbox(async ({ folder, sandbox }) => {
    process.env['BALCAO_HEADS'] = folder('heads')
    for (const name of ['heads', 'beside']) mkdirSync(folder(name))
    const { toFile, toSettings } = await measureCommits(folder('commits'), folder('beside'))
    const { hashes, signatures } = await measureVerify(folder('verify'))
    await makeLong(folder('long'))
    const starts: number[] = []
    for (let index = 0; index < STARTS; index++) starts.push(await firstAnswer({ folder: folder('long'), sandbox }))
    return {
      ratio_to_fdatasync: ratioOf(toFile, ({ bare, entry }) => mean(bare) / mean(entry)),
      ratio_to_fdatasync_of_medians: ratioOf(toFile, ({ bare, entry }) => median(bare) / median(entry)),
      ratio_with_work_between: ratioOf(
        toFile,
        ({ bare, entry, between }) => mean(bare) / (mean(entry) + mean(between)),
      ),
      grouped_ratio: ratioOf(toFile, ({ bare, group }) => mean(bare) / mean(group)),
      ratio_to_settings_store: ratioOf(toSettings, ({ settings, entry }) => mean(settings) / mean(entry)),
      verify_hashes_per_s: round(hashes, 0),
      verify_per_s: round(signatures, 0),
      start_ms: round(median(starts), 0),
      entry_ms: round(median(toFile.map(({ entry }) => mean(entry))), 3),
      fdatasync_ms: round(median(toFile.map(({ bare }) => mean(bare))), 3),
      settings_ms: round(median(toSettings.map(({ settings }) => mean(settings))), 3),
    }
  })
}

const ratioOf = (rounds: readonly Spent[], ratio: (spent: Spent) => number) => round(median(rounds.map(ratio)), 2)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
