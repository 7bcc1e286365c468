import { randomBytes } from 'node:crypto'
import type { Scan, ScanSource } from '../../hardware/scanner/port.ts'
import { MAX_CODE_BYTES } from '../../electron/contract/scan.ts'
import { classify, readCode } from '../../electron/station/codes/index.ts'
import {
  consumerPresented,
  dataObject,
  encodeBer,
  FOREIGN_CODES,
  goodCodes,
  withCrc,
} from '../../electron/station/codes/codes.fixture.ts'

const WARM_UP_ROUNDS = 200
const ROUNDS = 2000
const MICROSECONDS = 1000

const TABLES = { walletPrefixes: Array.from({ length: 40 }, (_, index) => String(2800 + index)).concat('28') }

/** Codes made to cost as much time as possible: of the greatest length that is read, with an error only at the end. */
function hostileCodes(): (string | Uint8Array)[] {
  const small = Array.from({ length: 19 }, (_, index) => `${String(index).padStart(2, '0')}01x`).join('')
  const templates = Array.from({ length: 24 }, (_, index) => dataObject(String(index + 26), small)).join('')
  return [
    withCrc(`000201${templates}${dataObject('98', '0010mo.gov.pay')}`),
    `000201${'5901x'.repeat(800)}`,
    `000201${templates}${dataObject('51', '0010mo.gov.pay')}5`,
    consumerPresented(`${encodeBer([{ tag: '61', value: '' }])}${'C100'.repeat(700)}C1`),
    `ME1:${':'.repeat(MAX_CODE_BYTES - 4)}`,
    '1'.repeat(24),
    '1'.repeat(MAX_CODE_BYTES),
    'https://'.padEnd(MAX_CODE_BYTES, 'a'),
    '澳'.repeat(MAX_CODE_BYTES / 3),
    new Uint8Array(MAX_CODE_BYTES).fill(0xc2),
    randomBytes(MAX_CODE_BYTES),
    randomBytes(40),
    new Uint8Array(MAX_CODE_BYTES * 10),
    new Uint8Array(),
  ]
}

function corpus(): Scan[] {
  const sources: ScanSource[] = ['hid-pos', 'hid-keyboard', 'camera', 'typed']
  const good = goodCodes()
  const broken = good.map((code) => `${code.slice(0, -5)}\u0000${code.slice(-4)}`)
  return [...good, ...broken, ...Object.values(FOREIGN_CODES), ...hostileCodes()].flatMap((code) =>
    sources.map((source) => ({ bytes: typeof code === 'string' ? Buffer.from(code) : code, source, symbology: ']Q1' })),
  )
}

function quantile(sorted: readonly number[], part: number): number {
  return Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) * 100) / 100
}

/** The time of each call over the whole corpus, in microseconds, sorted. */
function timesOf(call: (scan: Scan) => string | object): number[] {
  const scans = corpus()
  for (let round = 0; round < WARM_UP_ROUNDS; round++) scans.forEach(call)
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const scan of scans) {
      const start = performance.now()
      call(scan)
      times.push((performance.now() - start) * MICROSECONDS)
    }
  }
  return times.sort((one, other) => one - other)
}

/**
 * Measures how long it takes to tell a code's kind (`median_us`, `p99_us`, `max_us`) and to read it whole (`read_…`),
 * in microseconds, over good, broken, foreign and hostile codes of every kind.
 */
export function run(): Promise<Record<string, number>> {
  const classified = timesOf((scan) => classify(scan, TABLES))
  const read = timesOf((scan) => readCode(scan, TABLES))
  return Promise.resolve({
    median_us: quantile(classified, 0.5),
    p99_us: quantile(classified, 0.99),
    max_us: quantile(classified, 1),
    read_median_us: quantile(read, 0.5),
    read_p99_us: quantile(read, 0.99),
    read_max_us: quantile(read, 1),
  })
}
