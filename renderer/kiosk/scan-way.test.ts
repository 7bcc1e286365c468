import { describe, expect, it } from 'vitest'
import type { ScanAnswer, Slip } from '../../electron/contract/index.ts'
import { wayOf } from './scan-way.ts'

const slip: Slip = { agency: 'DSAT', slipKind: 'tax', amountAvos: 85_000, billNumber: '990000017' }
const pending: ScanAnswer = { ok: true, kind: 'pending-slip' }
const wallet: ScanAnswer = { ok: true, kind: 'wallet-payment' }

describe('a scanned code', () => {
  it('leads to what it is for', () => {
    const home = { route: 'home' }
    expect(wayOf({ ok: true, kind: 'payment-slip', slip }, home, false)).toEqual({ to: 'slip', slip })
    expect(wayOf(pending, home, false)).toEqual({ to: 'payment' })
    expect(wayOf({ ok: true, kind: 'receipt' }, home, false)).toEqual({ to: 'answer' })
    expect(wayOf(wallet, { route: 'tender' }, false)).toEqual({ to: 'pay' })
    expect(wayOf(wallet, home, false)).toEqual({ to: 'answer' })
  })

  it('that is refused is explained, a pending slip too', () => {
    expect(
      wayOf({ ok: false, kind: 'pending-slip', refusal: { code: 'payment-unknown' } }, { route: 'home' }, false),
    ).toEqual({ to: 'answer' })
  })

  it('changes nothing while somebody pays or chooses how to', () => {
    expect(wayOf(pending, { route: 'payment' }, false)).toEqual({ to: 'stay', say: 'busy' })
    expect(wayOf(pending, { route: 'tender' }, false)).toEqual({ to: 'stay', say: 'notWallet' })
    expect(wayOf(pending, { route: 'scan', want: 'wallet' }, false)).toEqual({ to: 'stay', say: 'notWallet' })
    // Whoever shows their wallet's code before they chose to pay keeps what they chose.
    expect(wayOf(wallet, { route: 'bills' }, false)).toEqual({ to: 'stay', say: 'walletEarly' })
    for (const place of [{ route: 'tender' }, { route: 'scan', want: 'wallet' }])
      expect(wayOf(wallet, place, true)).toEqual({ to: 'stay', say: 'walletAgain' })
  })
})
