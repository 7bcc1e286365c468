import { describe, expect, it } from 'vitest'
import type { Tender } from '../../../hardware/payment-terminal/port.ts'
import type { DeviceState } from '../../../hardware/ports.ts'
import type { TenderKind } from '../../contract/index.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'
import { createOffers, type OfferedWallet } from './offers.ts'

/** 2026-03-01T00:00+08:00. */
const MIDNIGHT = Date.parse('2026-02-28T16:00:00Z')
const HOUR = 3_600_000

function tender(kind: 'wallet' | 'cash' | 'payment-terminal', state: DeviceState = 'ready'): Tender {
  const none = () => Promise.reject(new Error('an offer asks no tender'))
  return {
    health: () => ({ id: kind, kind, virtual: true, state, since: 0 }),
    onHealth: () => () => undefined,
    ask: none,
    status: none,
    reverse: none,
    close: () => Promise.resolve(),
  }
}

function offersAt(
  hour: number,
  options: { wallets?: OfferedWallet[]; up?: boolean; diskLow?: boolean; card?: DeviceState } = {},
) {
  const tenders: Partial<Record<TenderKind, Tender>> = {
    'wallet-scan': tender('wallet'),
    'wallet-show': tender('wallet'),
    card: tender('payment-terminal', options.card),
    cash: tender('cash'),
  }
  return createOffers({
    clock: { now: () => MIDNIGHT + hour * HOUR },
    tender: (kind) => tenders[kind],
    isLineUp: () => options.up ?? true,
    isDiskLow: () => options.diskLow ?? false,
    wallets: () => options.wallets ?? [],
  })
}

const bill: GatewayBill = { ref: 'b', agency: 'DSAT', kind: 'tax', amountAvos: 0, requires: [] }
const quoteOf = (amountAvos: number) => ({ items: [{ bill, amountAvos }] })
const reasons = (offers: ReturnType<typeof createOffers>, place: 'kiosk' | 'counter' = 'counter', avos = 85_000) =>
  Object.fromEntries(offers.of(place, quoteOf(avos)).map(({ tender: kind, reason }) => [kind, reason]))

describe('the ways to pay', () => {
  it('are all there at a counter, and without cash at a kiosk', () => {
    expect(reasons(offersAt(12))).toEqual({
      'wallet-scan': undefined,
      'wallet-show': undefined,
      card: undefined,
      cash: undefined,
    })
    expect(reasons(offersAt(12), 'kiosk')).toMatchObject({ cash: 'not-here' })
  })

  it('say which wallet is under maintenance and until when, past midnight too', () => {
    const night: OfferedWallet = { id: 'n', name: 'N', maintenance: [{ from: '22:00', until: '05:00' }] }
    const day: OfferedWallet = { id: 'd', name: 'D' }
    for (const hour of [22, 23.5, 0, 4.99]) {
      const [scan] = offersAt(hour, { wallets: [night, day] }).of('kiosk', quoteOf(100))
      expect(scan?.available).toBe(true)
      expect(scan?.wallets?.[0]).toMatchObject({
        available: false,
        awakeAt: new Date(MIDNIGHT + (hour >= 22 ? 29 : 5) * HOUR).toISOString(),
      })
      expect(reasons(offersAt(hour, { wallets: [night] }), 'kiosk')).toMatchObject({
        'wallet-scan': 'maintenance',
        'wallet-show': 'maintenance',
      })
    }
    for (const hour of [5, 21.99])
      expect(reasons(offersAt(hour, { wallets: [night] }), 'kiosk')['wallet-scan']).toBeUndefined()
  })

  it('leave out a wallet above its cap, and offer it at the cap', () => {
    const capped: OfferedWallet = { id: 'm', name: 'M', capAvos: 2_000_000 }
    expect(reasons(offersAt(12, { wallets: [capped] }), 'kiosk', 2_000_000)['wallet-scan']).toBeUndefined()
    expect(reasons(offersAt(12, { wallets: [capped] }), 'kiosk', 2_000_001)['wallet-scan']).toBe('above-cap')
    expect(
      reasons(offersAt(12, { wallets: [capped, { id: 'g', name: 'G' }] }), 'kiosk', 2_000_001)['wallet-scan'],
    ).toBeUndefined()
  })

  it('are none while the line is down or the disk nearly full, and no card when the terminal is lost', () => {
    expect(Object.values(reasons(offersAt(12, { up: false })))).toEqual(Array(4).fill('line-down'))
    expect(Object.values(reasons(offersAt(12, { diskLow: true })))).toEqual(Array(4).fill('disk-low'))
    expect(reasons(offersAt(12, { card: 'lost' }))).toMatchObject({ card: 'device-lost', 'wallet-scan': undefined })
  })
})
