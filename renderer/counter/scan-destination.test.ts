import { describe, expect, it } from 'vitest'
import type { ScanAnswer } from '../../electron/contract/index.ts'
import { destinationOf } from './scan-destination.ts'

const now = '2026-03-24T06:36:00.000Z'
const slip = { agency: 'MP', slipKind: 'slip', amountAvos: 120_000, billNumber: '2026000201' } as const
const eid = (service: 'vehicle-tax' | 'identity-check'): ScanAnswer => ({
  ok: true,
  kind: 'eid-presentation',
  person: { service, purpose: 'confirm-identity', fields: [], assurance: { level: 'online', at: now }, readAt: now },
})
const wallet: ScanAnswer = { ok: true, kind: 'wallet-payment' }
const border: ScanAnswer = { ok: false, kind: 'border-pass', refusal: { code: 'border-pass' } }

describe('a scan at the desk', () => {
  it('is answered on its own when nobody pays', () => {
    expect(
      [eid('identity-check'), wallet, border].map((answer) => destinationOf(answer, 'identity', false).to),
    ).toEqual(['answer', 'answer', 'answer'])
  })

  it("lists the holder's vehicles when an eID is read for the tax", () => {
    expect([
      destinationOf(eid('vehicle-tax'), 'identity', false).to,
      destinationOf(eid('vehicle-tax'), 'found', false).to,
    ]).toEqual(['mine', 'mine'])
  })

  it('joins the basket when it is a slip', () => {
    expect(destinationOf({ ok: true, kind: 'payment-slip', slip }, 'identity', false)).toEqual({ to: 'slip', slip })
    expect(destinationOf({ ok: true, kind: 'payment-slip', slip }, 'tender', false)).toEqual({ to: 'slip', slip })
  })

  it('leads to its payment when it is a pending slip', () => {
    expect(
      ['identity', 'found', 'tender'].map(
        (view) => destinationOf({ ok: true, kind: 'pending-slip' }, view as 'found', false).to,
      ),
    ).toEqual(['payment', 'payment', 'payment'])
  })

  it("pays by a wallet's code only while the tender is chosen", () => {
    expect(['tender', 'code', 'cash'].map((view) => destinationOf(wallet, view as 'tender', false).to)).toEqual([
      'pay',
      'pay',
      'pay',
    ])
    expect(destinationOf(wallet, 'found', false)).toEqual({ to: 'note', say: 'wallet-later' })
    for (const view of ['tender', 'code', 'cash'] as const)
      expect(destinationOf(wallet, view, true)).toEqual({ to: 'note', say: 'wallet-again' })
  })

  it('changes nothing while money is under way or a payment is shown', () => {
    for (const view of ['paying', 'paid', 'pending', 'ended', 'open-cash'] as const)
      expect(destinationOf(wallet, view, false)).toEqual({ to: 'note', say: 'busy' })
  })

  it('is heard by the act on identity that waits for it, and by no other', () => {
    const number: ScanAnswer = { ok: true, kind: 'binding-number' }
    const code: ScanAnswer = { ok: true, kind: 'undo-code' }
    const other = { to: 'note', say: 'act-other-code' }
    const to = (answer: ScanAnswer, ...views: Parameters<typeof destinationOf>[1][]) =>
      views.map((view) => destinationOf(answer, view, false))
    expect(to(number, 'act-number', 'act-code', 'act-card')).toEqual([{ to: 'heard' }, other, other])
    expect(to(code, 'act-code', 'act-number', 'act-confirm')).toEqual([{ to: 'heard' }, other, other])
    expect(to(eid('identity-check'), 'act-number')).toEqual([other])
    expect(to({ ok: true, kind: 'payment-slip', slip }, 'act-number')).toEqual([other])
    expect(to(number, 'identity', 'found')).toEqual([{ to: 'answer' }, { to: 'note', say: 'act-code' }])
  })

  it("leads to its act when it is that act's slip", () => {
    const act = { kind: 'bind', at: now } as const
    const answer: ScanAnswer = { ok: true, kind: 'pending-slip', act }
    expect(destinationOf(answer, 'identity', false)).toEqual({ to: 'act' })
    expect(destinationOf(answer, 'act-card', false)).toEqual({ to: 'note', say: 'act-other-code' })
  })

  it('is refused beside the task when it fits nothing', () => {
    expect([destinationOf(border, 'found', false).to, destinationOf(border, 'tender', false).to]).toEqual([
      'refusal',
      'refusal',
    ])
  })
})
