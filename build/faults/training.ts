import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { decode } from 'cborg'
import { z } from 'zod'
import { books as booksOf, mintedBills, mintedCodes } from '../../electron/sandbox/serving/books-contract.ts'
import { launchSandbox } from '../../electron/sandbox/serving/launch.ts'
import { askBooks } from '../../electron/sandbox/agencies/money.fixture.ts'
import { startStation, systemClock, type RunningStation } from '../../electron/start.ts'
import { createLog } from '../../electron/station/storage/log.ts'
import { openSocketLines, type Line, type Lines } from '../twins/lines.ts'
import { accepted } from '../twins/accepted.ts'

type Booked = Pick<z.infer<typeof booksOf>, 'items' | 'wallets'>

/** A station in training with its windows, and its sandbox in another process, which the test controls. */
export interface Training {
  readonly kiosk: Line
  /** A clerk's window. */
  readonly counter: Line
  readonly supervisor: Line
  /** Opens another window of a clerk. */
  openCounter(session: string): Promise<Line>
  /** Sends an order to training's control (`electron/sandbox/serving/books-contract.ts`). */
  control(path: '/faults' | '/auto' | '/bills' | '/mint', words: object): Promise<unknown>
  /** Makes a new slip, which nobody has paid. */
  mintBill(amountAvos?: number): Promise<z.infer<typeof mintedBills>['bills'][number]>
  /** Makes a wallet's payment code, valid once: its EMVCo text, and the digits shown beside it. */
  mintCode(wallet?: 'govpay' | 'mpay'): Promise<{ text: string; digits: string }>
  /** The items that the agencies have as paid, and the money that the wallets have taken. */
  booked(): Promise<Booked>
  /** The journal's entries as they are on the disk. */
  journal(): { kind: string; facts: unknown }[]
  /** Sets the station's clock to the machine's time plus `offsetMs`. */
  setClock(offsetMs: number): void
  restart(): Promise<void>
  close(): Promise<void>
}

const READY_WITHIN_MS = 30_000
const NOT_YET: ReadonlySet<string> = new Set([
  'line-down',
  'line-starting',
  'trust-missing',
  'clock-unknown',
  'journal-checking',
  'settling',
])
const row = z.object({ kind: z.string(), facts: z.instanceof(Uint8Array) })

/**
 * Starts the sandbox and a station in new folders, and waits until it takes payments. Rejects where either refuses to
 * start.
 */
export async function openTraining(): Promise<Training> {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-training-'))
  const launched = accepted(await launchSandbox({ folder: join(folder, 'sandbox') }))
  const { sandbox } = launched
  let offset = 0
  const clock = {
    ...systemClock,
    now: () => systemClock.now() + offset,
    monotonic: () => systemClock.monotonic() + offset,
  }
  let life = await begin()

  async function begin(): Promise<{
    running: RunningStation
    lines: Lines
    kiosk: Line
    counter: Line
    supervisor: Line
  }> {
    const started = accepted(
      await startStation({
        folder: join(folder, 'station'),
        sandbox,
        browser: null,
        clock,
        log: createLog({ stderr: false }),
      }),
    )
    const running = started.station
    const lines = await openSocketLines(running)
    const kiosk = await lines.open({ face: 'kiosk', session: 'k1' })
    const counter = await lines.open({ face: 'counter', session: 'c1' })
    const supervisor = await lines.open({ face: 'counter', session: 'c2' })
    accepted(await counter.client.operators.signInTraining({ role: 'clerk' }))
    accepted(await supervisor.client.operators.signInTraining({ role: 'supervisor' }))
    const until = performance.now() + READY_WITHIN_MS
    while (running.station.status().readiness.reasons.some((reason) => NOT_YET.has(reason))) {
      if (performance.now() > until) throw new Error("the station isn't ready")
      await new Promise<void>((resolve) => {
        setTimeout(resolve, 20)
      })
    }
    return { running, lines, kiosk, counter, supervisor }
  }
  async function end(): Promise<void> {
    await life.lines.close()
    await life.running.close()
  }
  const control: Training['control'] = async (path, words) => (await askBooks(sandbox, path, words)).json

  return {
    get kiosk() {
      return life.kiosk
    },
    get counter() {
      return life.counter
    },
    get supervisor() {
      return life.supervisor
    },
    control,
    async openCounter(session) {
      const line = await life.lines.open({ face: 'counter', session })
      accepted(await line.client.operators.signInTraining({ role: 'clerk' }))
      return line
    },
    async mintBill(amountAvos = 12_300) {
      const [bill] = mintedBills.parse(await control('/bills', { count: 1, kind: 'slip', amountAvos })).bills
      if (!bill) throw new Error('no bill')
      return bill
    },
    async mintCode(wallet = 'govpay') {
      const [code] = mintedCodes.parse(await control('/mint', { count: 1, wallet })).codes
      if (!code) throw new Error('no code')
      return code
    },
    async booked() {
      const { items, wallets } = booksOf.parse((await askBooks(sandbox, '/books')).json)
      return {
        items: items.filter(({ state }) => state === 'acknowledged'),
        wallets: wallets.filter(({ state }) => state === 'approved'),
      }
    },
    journal() {
      const db = new DatabaseSync(join(folder, 'station', 'journal.db'), { readOnly: true })
      try {
        return db
          .prepare('SELECT kind, facts FROM entries ORDER BY seq')
          .all()
          .map((raw) => {
            const { kind, facts } = row.parse(raw)
            return { kind, facts: decode(facts) as unknown }
          })
      } finally {
        db.close()
      }
    },
    setClock(offsetMs) {
      offset = offsetMs
    },
    async restart() {
      await end()
      life = await begin()
    },
    async close() {
      await end()
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Submits a code at a window, as its camera would. */
export function scan({ client }: Line, text: string) {
  return client.scan.submit({ data: Buffer.from(text).toString('base64'), source: 'camera', symbology: ']Q1' })
}

/** Finds these slips at a window and asks for a quote of them. */
export async function quoteAt({ client }: Line, numbers: readonly string[]) {
  const ids: string[] = []
  for (const number of numbers) {
    const found = await client.bills.find({ by: 'slip', number })
    if (!found.ok) return found
    ids.push(...found.found.bills.map(({ id }) => id))
  }
  return client.payments.quote({ bills: ids })
}

/** Does the same and answers the quote's id. Rejects where the quote is refused. */
export async function quoteIdAt(line: Line, numbers: readonly string[]): Promise<string> {
  const quoted = accepted(await quoteAt(line, numbers))
  return quoted.quote.id
}
