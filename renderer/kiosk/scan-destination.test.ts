import { describe, expect, it } from 'vitest'
import type { ScanAnswer, Slip } from '../../electron/contract/index.ts'
import { destinationOf } from './scan-destination.ts'

const slip: Slip = { agency: 'DSAT', slipKind: 'tax', amountAvos: 85_000, billNumber: '990000017' }
const pending: ScanAnswer = { ok: true, kind: 'pending-slip' }
const wallet: ScanAnswer = { ok: true, kind: 'wallet-payment' }

describe('a scanned code', () => {
  it('leads to the page of its kind', () => {
    const home = { route: 'home' }
    expect(destinationOf({ ok: true, kind: 'payment-slip', slip }, home, false)).toEqual({ to: 'slip', slip })
    expect(destinationOf(pending, home, false)).toEqual({ to: 'payment' })
    expect(destinationOf({ ok: true, kind: 'receipt' }, home, false)).toEqual({ to: 'answer' })
    expect(destinationOf({ ok: true, kind: 'binding-number' }, home, false)).toEqual({ to: 'bind' })
    const act = { kind: 'freeze', at: '2026-03-02T06:05:09.000Z' } as const
    expect(destinationOf({ ...pending, act }, home, false)).toEqual({ to: 'act-again' })
    expect(destinationOf(wallet, { route: 'tender' }, false)).toEqual({ to: 'pay' })
    expect(destinationOf(wallet, home, false)).toEqual({ to: 'answer' })
  })

  it('is explained when it is refused', () => {
    expect(
      destinationOf(
        { ok: false, kind: 'pending-slip', refusal: { code: 'payment-unknown' } },
        { route: 'home' },
        false,
      ),
    ).toEqual({ to: 'answer' })
  })

  it('changes nothing while somebody pays or chooses a tender', () => {
    expect(destinationOf(pending, { route: 'payment' }, false)).toEqual({ to: 'stay', say: 'busy' })
    expect(destinationOf(pending, { route: 'tender' }, false)).toEqual({ to: 'stay', say: 'notWallet' })
    expect(destinationOf(pending, { route: 'scan', purpose: 'wallet' }, false)).toEqual({
      to: 'stay',
      say: 'notWallet',
    })
    // A person who shows a wallet's code before they chose to pay keeps the bills that they chose.
    expect(destinationOf(wallet, { route: 'bills' }, false)).toEqual({ to: 'stay', say: 'walletEarly' })
    for (const place of [{ route: 'tender' }, { route: 'scan', purpose: 'wallet' }])
      expect(destinationOf(wallet, place, true)).toEqual({ to: 'stay', say: 'walletAgain' })
  })
})
