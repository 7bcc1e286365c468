import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGateway, enrol } from '../../electron/gateway/client.ts'
import type { Gateway } from '../../electron/gateway/port.ts'
import { systemClock, systemRandom } from '../../electron/start/system.ts'
import { createEnrolmentKey } from '../../electron/station/storage/keys.ts'
import { uuidV7 } from '../../electron/station/storage/uuid.ts'
import { openPage, type Page } from '../crash/page.ts'
import { startStationProcess } from '../crash/station-orders.ts'
import { openWorld, type MintedBill, type World } from '../crash/world.ts'
import { accepted } from '../twins/accepted.ts'

const WARM_UP = 8
const PAYMENTS = 60
const LIMIT_MS = 300
const READY_WITHIN_MS = 30_000
const PATIENCE_MS = 20_000
const COMMIT = Buffer.alloc(512, 1)

/**
 * Measures a payment by a virtual wallet's code at a station in its own process, from asking for the quote to the
 * receipt on the screen. Alternating rounds measure the floor: a payment's bare calls (quote, reservation, charge) and
 * one durable append of 512 bytes. `tender_ms`: the time of the wallet's answer.
 */
export async function run(): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-bench-'))
  const world = await openWorld(folder)
  const { sandbox, terminal } = world.order
  const running = await startStationProcess({ folder: join(folder, 'station'), sandbox, terminal })
  const file = openSync(join(folder, 'floor'), 'a')
  const gateway = await gatewayOf(sandbox)
  try {
    const page = await openPage(running.port, { face: 'kiosk', session: 'bench' }, () => undefined)
    await untilReady(page)
    const bills = await world.mintBills(2 * (WARM_UP + PAYMENTS))
    const paid: number[] = []
    const floors: number[] = []
    const tenders: number[] = []
    for (let round = 0; round < WARM_UP + PAYMENTS; round++) {
      const [mine, bare] = [bills.pop(), bills.pop()]
      if (!mine || !bare) throw new Error('no bills')
      const floor = await bareCalls(gateway, world, bare, file)
      const took = await pay(page, world, mine)
      if (round < WARM_UP) continue
      paid.push(took)
      floors.push(floor.all)
      tenders.push(floor.tender)
    }
    const tender = at(tenders, 0.5)
    const besides = at(paid, 0.95) - tender
    return {
      payments: paid.length,
      median_ms: round(at(paid, 0.5)),
      p95_ms: round(at(paid, 0.95)),
      tender_ms: round(tender),
      p95_besides_tender_ms: round(besides),
      floor_median_ms: round(at(floors, 0.5)),
      floor_p95_ms: round(at(floors, 0.95)),
      ratio_to_floor: round(at(paid, 0.5) / at(floors, 0.5)),
      limit_ms: LIMIT_MS,
    }
  } finally {
    gateway.close()
    closeSync(file)
    await running.stop()
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Pays a bill that was found before at a kiosk: quote, scan, payment, receipt. Answers the milliseconds. */
async function pay(page: Page, world: World, bill: MintedBill): Promise<number> {
  const found = await page.client.bills.find({ by: 'slip', number: bill.number })
  const data = Buffer.from(await world.walletCode()).toString('base64')
  const [owed] = found.ok ? found.found.bills : []
  if (!owed) throw new Error('the bill was not found')
  const began = performance.now()
  const quoted = accepted(await page.client.payments.quote({ bills: [owed.id] }))
  accepted(await page.client.scan.submit({ data, source: 'camera', symbology: ']Q1' }))
  const begun = accepted(await page.client.payments.pay({ quote: quoted.quote.id, tender: 'wallet-scan' }))
  const ended = await page.until(begun.payment, ({ state }) => state === 'committed', PATIENCE_MS)
  const given = await page.client.payments.receipt({ transaction: ended.transaction })
  const took = performance.now() - began
  if (!given.ok) throw new Error(given.refusal.code)
  await page.client.person.end()
  return took
}

async function bareCalls(
  { money }: Gateway,
  world: World,
  bill: MintedBill,
  file: number,
): Promise<{ all: number; tender: number }> {
  const transaction = uuidV7(systemClock, systemRandom)
  const code = await world.walletCode()
  const began = performance.now()
  const quoted = await money.quote({ place: 'kiosk', bills: [bill.ref] })
  if (!quoted.ok || !quoted.answer.ok) throw new Error('no quote')
  const reserved = await money.reserve({
    transaction,
    place: 'kiosk',
    quote: quoted.answer.quote,
    forMs: 300_000,
    items: [{ item: `${transaction}:1`, ref: bill.ref, amountAvos: bill.amountAvos }],
  })
  if (!reserved.ok || !reserved.answer.ok) throw new Error('no reservation')
  const asked = performance.now()
  const charged = await money.chargeWallet({
    attempt: `${transaction}/1`,
    amountAvos: bill.amountAvos,
    deadlineMs: 180_000,
    code,
  })
  const tender = performance.now() - asked
  if (!charged.ok || charged.answer.state !== 'approved') throw new Error('no money')
  writeSync(file, COMMIT)
  fdatasyncSync(file)
  return { all: performance.now() - began, tender }
}

/** A gateway client of the bench's own, enrolled as another station at the same gateway. */
async function gatewayOf({ url, enrolmentCode }: World['order']['sandbox']): Promise<Gateway> {
  const enrolled = accepted(await enrol({ url, code: enrolmentCode, publicKey: createEnrolmentKey().publicKey }))
  return createGateway({
    url,
    token: enrolled.token,
    clock: systemClock,
    random: systemRandom,
    log: { info: () => undefined, warn: () => undefined },
  })
}

async function untilReady({ client }: Page): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS
  while ((await client.station.status()).readiness.reasons.some((reason) => NOT_YET.has(reason))) {
    if (performance.now() > until) throw new Error("the station isn't ready")
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 50)
    })
  }
}

const NOT_YET: ReadonlySet<string> = new Set([
  'line-down',
  'line-starting',
  'trust-missing',
  'clock-unknown',
  'journal-checking',
  'settling',
])

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

const round = (value: number) => Math.round(value * 100) / 100
