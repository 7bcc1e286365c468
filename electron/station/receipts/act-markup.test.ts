import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACT_KINDS, type ActKind } from '../../contract/index.ts'
import { renderSvg } from './index.ts'
import type { ActFacts } from './facts.ts'
import { sampleSigner } from './receipts.fixture.ts'
import { createReceipts } from './receipts.ts'
import { verifyReceipt } from './verify.ts'

const signer = sampleSigner()
const receipts = createReceipts(signer)
const keys = [{ kid: signer.kid(), publicKey: signer.publicKey() }]
const AT = Date.UTC(2026, 2, 2, 6, 5, 9)

function sampleAct(other: Partial<ActFacts> = {}): ActFacts {
  return {
    act: '019cad3f-6f00-7abc-8def-0123456789ab',
    kind: 'bind',
    outcome: 'done',
    at: AT,
    station: { id: 'kiosk-07', site: '政府綜合服務大樓 Edifício de Serviços' },
    training: true,
    names: ['測試五甲 TESTE CINCO A'],
    secondLanguage: 'pt',
    ...other,
  }
}

describe("an act's paper", () => {
  it.each(ACT_KINDS)('has a code that anyone can check, and nothing of a person in it: %s', (kind: ActKind) => {
    const { code } = receipts.act(sampleAct({ kind }))
    expect(code).toMatch(/^MER1:/)
    const verified = verifyReceipt(code, keys)
    expect(verified).toEqual({
      ok: true,
      facts: {
        kind: 'act',
        act: sampleAct().act,
        what: kind,
        at: AT,
        training: true,
        station: 'kiosk-07',
        kid: Buffer.from(signer.kid()).toString('hex'),
      },
    })
  })

  it('is a slip where the outcome is not known, until its last second', () => {
    const { code, markup } = receipts.act(sampleAct({ outcome: 'unknown', expiresAt: AT + 60_000 }))
    expect(code).toMatch(/^MEP1:/)
    expect(verifyReceipt(code, keys)).toMatchObject({ facts: { kind: 'act-slip', expiresAt: AT + 60_000 } })
    expect(markup).toContain('結果待確認')
  })

  it('bears the code that lifts a freeze, where there is one', () => {
    const undoCode = 'MEU1:ABC'
    const { code, markup } = receipts.act(sampleAct({ kind: 'freeze', endsAt: AT + 1_000, undoCode }))
    expect(code).toBe(undoCode)
    expect(markup).toContain('電子身份凍結確認')
    expect(receipts.act(sampleAct({ kind: 'freeze' })).markup).toContain('解除綁定確認')
  })

  it("is no receipt, and a receipt's code is no act's, however their prefixes are exchanged", () => {
    const { code } = receipts.act(sampleAct())
    expect(verifyReceipt(code.replace('MER1', 'MEP1'), keys)).toMatchObject({ refusal: { code: 'malformed' } })
    const slip = receipts.act(sampleAct({ outcome: 'unknown', expiresAt: AT }))
    expect(verifyReceipt(slip.code.replace('MEP1', 'MER1'), keys)).toMatchObject({ refusal: { code: 'malformed' } })
  })

  it('is refused where any character of its code was changed', () => {
    const { code } = receipts.act(sampleAct())
    fc.assert(
      fc.property(
        fc.nat(code.length - 6),
        fc.constantFrom(...Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:')),
        (at, to) => {
          const changed = code.slice(0, 5 + at) + to + code.slice(6 + at)
          if (changed !== code) expect(verifyReceipt(changed, keys).ok).toBe(false)
        },
      ),
    )
  })

  it('can be drawn in both languages', () => {
    for (const secondLanguage of ['pt', 'en'] as const)
      for (const outcome of ['done', 'unknown'] as const)
        expect(renderSvg(receipts.act(sampleAct({ secondLanguage, outcome, expiresAt: AT })).markup)).toMatch(/^<svg/)
  })
})
