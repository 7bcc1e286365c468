import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DEPARTMENTS,
  PURPOSES,
  READ_FIELDS,
  READ_MATCHES,
  READ_SERVICES,
  READ_SOURCES,
  type IdentityRead,
} from '../../contract/index.ts'
import { LONGEST_CODE } from './code.ts'
import type { ReadsFacts } from './facts.ts'
import { renderSvg } from './index.ts'
import { sampleSigner } from './receipts.fixture.ts'
import { createReceipts } from './receipts.ts'
import { verifyReceipt } from './verify.ts'

const signer = sampleSigner()
const receipts = createReceipts(signer)
const keys = [{ kid: signer.kid(), publicKey: signer.publicKey() }]
const AT = Date.UTC(2026, 2, 2, 6, 5, 9)

const read: fc.Arbitrary<IdentityRead> = fc
  .record({
    at: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1_000).toISOString()),
    from: fc.constantFrom(...READ_SOURCES),
    fields: fc.uniqueArray(fc.constantFrom(...READ_FIELDS)),
    service: fc.constantFrom(...READ_SERVICES),
    purpose: fc.constantFrom(...PURPOSES),
    department: fc.constantFrom(...DEPARTMENTS),
    place: fc.constantFrom('kiosk', 'counter'),
    matched: fc.option(fc.constantFrom(...READ_MATCHES), { nil: undefined }),
  })
  .map(({ matched, ...rest }) => ({
    ...rest,
    actor: rest.place === 'counter' ? 'clerk-1' : 'resident',
    ...(matched === undefined ? {} : { matched }),
  }))

const sample = (reads: readonly IdentityRead[], secondLanguage: 'pt' | 'en' = 'pt'): ReadsFacts => ({
  reads,
  at: AT,
  station: { id: 'kiosk-07', site: '政府綜合服務大樓 Edifício de Serviços' },
  training: true,
  secondLanguage,
})

/** The words of a paper as it is printed. */
const printed = (markup: string) => renderSvg(markup).replaceAll(/<[^>]+>|&#xa0;|\s/g, '')

describe('the paper of what was read', () => {
  it('has a code by which every read is told again as it was', () => {
    fc.assert(
      fc.property(fc.array(read, { minLength: 1, maxLength: 4 }), (reads) => {
        const verified = verifyReceipt(receipts.reads(sample(reads)).code, keys)
        expect(verified).toMatchObject({
          ok: true,
          facts: { kind: 'reads', at: AT, training: true, station: 'kiosk-07' },
        })
        expect(verified.ok && verified.facts.kind === 'reads' && verified.facts.reads).toEqual(reads)
      }),
    )
  })

  it('says in two languages which fields were read, for what and by whom, and where to ask', () => {
    const [one] = fc.sample(read, 1)
    const { markup } = receipts.reads(
      sample([
        {
          ...one!,
          from: 'id-card',
          fields: ['portrait', 'idNumberEnd'],
          service: 'eid-binding',
          purpose: 'bind',
          department: 'DSI',
          place: 'counter',
          actor: 'clerk-1',
          matched: 'finger',
        },
      ]),
    )
    const words = printed(markup)
    for (const each of [
      '相片、身份證編號尾數',
      'fotografia',
      'clerk-1',
      '把電子身份綁定到手機',
      '28370777',
      '第8/2005號法律',
    ])
      expect(words).toContain(each)
    expect(words).toContain('FORMAÇÃO')
    expect(words).toContain('Aimpressãodigitalfoicomparadanopróprio')
  })

  it('that lists too much for a code says how much', () => {
    const reads = fc.sample(read, 80)
    const { code, markup } = receipts.reads(sample(reads, 'en'))
    expect(code.length).toBeLessThanOrEqual(LONGEST_CODE)
    expect(verifyReceipt(code, keys)).toMatchObject({ facts: { reads: { count: 80 } } })
    expect(printed(markup)).toContain('Toomanyreadsforthecode')
  })
})
