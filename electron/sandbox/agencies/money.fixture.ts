import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GatewayBill, GatewayVehicle, Place } from '../../gateway/money-contract.ts'
import { openBooks } from './books.ts'
import { sandboxRandom } from '../serving/clock.ts'
import { openMoney } from '../serving/money-api.ts'
import { createManualClock, SAMPLE_NOW } from '../trust/trust.fixture.ts'
import { ENDLESS_HOLDER } from '../wallets/wallets.ts'

/** The money side of a sandbox for tests, two stations and their transactions. */

export const STATION_A = 'T-a'
export const STATION_B = 'T-b'
export const MINUTE = 60_000
/** A transaction id (UUID) that ends with `number`. */
export const transactionId = (number: number) => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`

export interface SampleItem {
  item: string
  ref: string
  amountAvos: number
}

/** The items of a `hold` that succeeded; throws for any other. */
export function itemsOf(held: object): SampleItem[] {
  if (!('items' in held) || !Array.isArray(held.items)) throw new Error(JSON.stringify(held))
  return held.items as SampleItem[]
}

const only = <T>(found: readonly T[], answer: object): T => {
  const [first] = found
  if (first === undefined) throw new Error(JSON.stringify(answer))
  return first
}

const opened: (() => void)[] = []
/** Closes and removes the books of the test that ends. */
export function endSampleMoney(): void {
  for (const end of opened.splice(0)) end()
}

/**
 * Opens books in `folder` with a clock that stands still (`now`: 2026-03-01 08:00 in Macao unless given). `bindings`:
 * residents by the first byte of their binding's id.
 */
export function openSampleMoney(
  options: {
    folder?: string
    now?: number
    bindings?: ReadonlyMap<number, { resident: string; state: 'live' | 'frozen' | 'ended' }>
  } = {},
) {
  const { folder = mkdtempSync(join(tmpdir(), 'balcao-books-')), now = SAMPLE_NOW, bindings } = options
  const time = createManualClock(now)
  const books = openBooks(folder)
  let isOpen = true
  function close() {
    if (isOpen) books.close()
    isOpen = false
  }
  opened.push(() => {
    close()
    rmSync(folder, { recursive: true, force: true })
  })
  const money = openMoney({
    books,
    bindings: { byId: (bindingId) => bindings?.get(bindingId[0] ?? 0) },
    clock: time.clock,
    random: sandboxRandom,
  })

  function find(
    plate: string,
    proof: string,
    more: { place?: Place; station?: string; class?: GatewayVehicle['class'] } = {},
  ) {
    const { place = 'kiosk', station = STATION_A, ...rest } = more
    return money.findBills(station, { place, by: { kind: 'plate', plate, proof, ...rest } })
  }

  return {
    time,
    books,
    money,
    find,
    vehicle(plate: string, proof: string, place: Place = 'kiosk'): GatewayVehicle {
      const answer = find(plate, proof, { place })
      return only(answer.ok ? answer.vehicles : [], answer)
    },
    slip(number: string): GatewayBill {
      const answer = money.findBills(STATION_A, { place: 'kiosk', by: { kind: 'slip', number } })
      return only(answer.ok ? answer.bills : [], answer)
    },
    /** Quotes these bills and holds them. */
    hold(
      number: number,
      refs: readonly string[],
      {
        station = STATION_A,
        place = 'kiosk',
        forMs = 5 * MINUTE,
      }: { station?: string; place?: Place; forMs?: number } = {},
    ) {
      const quote = money.quote(station, place, refs)
      if (!quote.ok) return quote
      const items = quote.items.map(({ bill, amountAvos }, index) => ({
        item: `${transactionId(number)}:${String(index + 1)}`,
        ref: bill.ref,
        amountAvos,
      }))
      return {
        ...money.reserve(station, { transaction: transactionId(number), place, quote: quote.quote, forMs, items }),
        quote: quote.quote,
        items,
      }
    },
    submit: (number: number, item: SampleItem, station = STATION_A) =>
      money.submit(station, { transaction: transactionId(number), ...item }),
    mint: (forMs = MINUTE) => money.wallets.mint(ENDLESS_HOLDER, 'govpay', forMs),
    close,
  }
}

/**
 * Calls the training's control of a running sandbox, which answers only under its own host name. Rejects where nobody
 * answers.
 */
export function askBooks(
  { url, booksUrl }: { url: string; booksUrl: string },
  path: string,
  body?: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<{ status: number; json: unknown }> {
  const { host } = new URL(booksUrl)
  return new Promise((resolve, reject) => {
    const asking = request(
      `${url}${path}`,
      { method: body === undefined ? 'GET' : 'POST', headers: { host, ...headers } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
        })
        response.on('error', reject)
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) })
        })
      },
    ).on('error', reject)
    asking.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
