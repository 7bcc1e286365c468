import { describe, expect, it } from 'vitest'
import type { Scan } from '../../../hardware/scanner/port.ts'
import { defined } from '../../common/defined.ts'
import { refuse, type Outcome, type ScanAnswer } from '../../contract/index.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../../start/system.ts'
import { slipText } from '../codes/codes.fixture.ts'
import { createReceipts } from '../receipts/index.ts'
import { sampleReceipt, sampleSigner, sampleSlip } from '../receipts/receipts.fixture.ts'
import { createCheckScan } from './check-scan.ts'
import { createScans, type ScansDeps } from './scans.ts'
import type { Reader } from './same-code.ts'
import { createSessions, type Session } from '../serving/sessions.ts'

const signer = sampleSigner()
const receipts = createReceipts(signer)
const unasked = () => {
  throw new Error('no eID was scanned')
}

/** A station's scans with receipts, and the slips whose payments its desk was asked for. */
function make(options: { isKnown?: boolean } & Pick<ScansDeps, 'receiptStatusOf' | 'takes' | 'checkScan'> = {}) {
  const { clock } = createManualClock()
  const recalled: string[] = []
  const { session } = createSessions(clock).join({ face: 'kiosk', session: 'k' })
  const onPendingSlip = (_: Session, transaction: string): Outcome => {
    if (options.isKnown === false) return refuse('payment-unknown')
    recalled.push(transaction)
    return { ok: true }
  }
  const scans = createScans({
    clock,
    trust: { bundle: () => refuse('trust-missing') },
    identity: { identify: unasked, examine: unasked },
    checks: { verified: unasked, refused: unasked },
    onPendingSlip,
    ...defined({
      receiptStatusOf: options.receiptStatusOf,
      takes: options.takes,
      checkScan: options.checkScan,
    }),
    receiptKeys: () => [{ kid: signer.kid(), publicKey: signer.publicKey() }],
  })
  const scan = (text: string): Scan => ({ bytes: Buffer.from(text), source: 'camera' })
  return {
    session,
    answer: (text: string, reader: Reader = 'page'): Promise<ScanAnswer> =>
      scans.answer(session, scan(text), undefined, reader),
    look: (text: string) => scans.look(scan(text)),
    examine: (text: string, at: number) => scans.examine(scan(text), at),
    recalled,
    clock,
  }
}

describe('a code of a scanner that is not used here', () => {
  const takes = (_face: unknown, _source: unknown, reader: Reader) => reader === 'station'

  it('is refused and does nothing, and counts when a scanner that is used reads it right after', async () => {
    const { answer, recalled } = make({ takes })
    const code = slip(Date.parse('2030-01-01T00:00:00Z'))
    expect(await answer(code)).toEqual({ ok: false, refusal: { code: 'scanner-unused' }, kind: 'pending-slip' })
    expect(await answer('garbage')).toMatchObject({ refusal: { code: 'scanner-unused' } })
    expect(recalled).toEqual([])
    expect(await answer(code, 'station')).toEqual({ ok: true, kind: 'pending-slip' })
    expect(recalled).toHaveLength(1)
  })

  it('is heard where a scanner is checked', async () => {
    const { clock } = createManualClock()
    const checkScan = createCheckScan({ clock, random: systemRandom })
    const { text } = checkScan.start()
    const { answer } = make({ takes, checkScan })
    expect(await answer(text)).toEqual({ ok: true, kind: 'check-scan' })
    expect(checkScan.current()).toMatchObject({ state: 'read', read: { face: 'kiosk' } })
  })
})

const receipt = receipts.receipt(sampleReceipt()).code
const slip = (expiresAt: number) => receipts.pendingSlip(sampleSlip({ expiresAt })).code

describe('a receipt that is scanned', () => {
  it('is genuine when a key of this station signed it, and recalls no payment', async () => {
    const { answer, examine, recalled, clock } = make()
    expect(await answer(receipt)).toEqual({ ok: true, kind: 'receipt' })
    expect(await examine(receipt, clock.now())).toEqual({ ok: true, kind: 'receipt' })
    expect(recalled).toEqual([])
  })

  it('says what became of it when the journal is open', async () => {
    const became = {
      isKnown: true,
      gone: [
        {
          agency: 'DSAT' as const,
          kind: 'tax' as const,
          amountAvos: 85_000,
          state: 'refunded' as const,
          since: '2026-03-03T00:00:00.000Z',
        },
      ],
    }
    const { answer, examine, clock } = make({
      receiptStatusOf: ({ position, totalAvos }) =>
        position.seq === 1_234 && totalAvos === 85_000 ? Promise.resolve({ ok: true, receipt: became }) : undefined,
    })
    expect(await answer(receipt)).toEqual({ ok: true, kind: 'receipt', receipt: became })
    expect(await examine(receipt, clock.now())).toEqual({ ok: true, kind: 'receipt', receipt: became })
  })

  it("is refused when what became of it can't be told", async () => {
    const { answer, examine, clock } = make({ receiptStatusOf: () => Promise.resolve(refuse('data-damaged')) })
    expect(await answer(receipt)).toEqual({ ...refuse('data-damaged'), kind: 'receipt' })
    expect(await examine(receipt, clock.now())).toEqual({ ...refuse('data-damaged'), kind: 'receipt' })
  })

  it("isn't answered to somebody who came after the person who showed it", async () => {
    let found: () => void = () => undefined
    const { answer, session } = make({
      receiptStatusOf: () =>
        new Promise((resolve) => {
          found = () => resolve({ ok: true, receipt: { isKnown: true, gone: [] } })
        }),
    })
    const answered = answer(receipt)
    session.end()
    found()
    expect(await answered).toEqual({ ...refuse('person-gone'), kind: 'receipt' })
  })

  it('is refused when its key is unknown or its signature is wrong', async () => {
    const { answer } = make()
    const other = sampleSigner()
    expect(await answer(createReceipts(other).receipt(sampleReceipt()).code)).toEqual({
      ...refuse('receipt-key-unknown'),
      kind: 'receipt',
    })
    expect(await answer(createReceipts({ ...other, kid: () => signer.kid() }).receipt(sampleReceipt()).code)).toEqual({
      ...refuse('receipt-forged'),
      kind: 'receipt',
    })
    expect(await answer('MER1:ABC')).toEqual({ ...refuse('malformed'), kind: 'receipt' })
  })
})

describe('a pending slip that is scanned', () => {
  it('recalls its payment for whoever holds it', async () => {
    const { answer, recalled, clock } = make()
    expect(await answer(slip(clock.now() + 60_000))).toEqual({ ok: true, kind: 'pending-slip' })
    expect(recalled).toEqual(['019cad3f-6f00-7abc-8def-0123456789ab'])
  })

  it('recalls nothing when it has expired, is forged or its payment is unknown', async () => {
    const { answer, recalled, clock } = make()
    expect(await answer(slip(clock.now()))).toEqual({ ...refuse('payment-unknown'), kind: 'pending-slip' })
    const forged = createReceipts({ ...sampleSigner(), kid: () => signer.kid() }).pendingSlip(
      sampleSlip({ expiresAt: clock.now() + 60_000 }),
    ).code
    expect(await answer(forged)).toEqual({ ...refuse('receipt-forged'), kind: 'pending-slip' })
    expect(recalled).toEqual([])
    expect(await make({ isKnown: false }).answer(slip(clock.now() + 60_000))).toEqual({
      ...refuse('payment-unknown'),
      kind: 'pending-slip',
    })
  })

  it('recalls nothing when a technician examines it', async () => {
    const { examine, recalled, clock } = make()
    const text = slip(clock.now() + 60_000)
    expect(await examine(text, clock.now())).toEqual({ ok: true, kind: 'pending-slip' })
    expect(await examine(text, clock.now() + 61_000)).toEqual({ ...refuse('payment-unknown'), kind: 'pending-slip' })
    expect(recalled).toEqual([])
  })
})

describe('codes in view together', () => {
  it('are told by their form alone, with what a payment slip asks', () => {
    const { look, recalled, clock } = make()
    expect(look(slipText())).toEqual({
      kind: 'payment-slip',
      usable: true,
      slip: expect.objectContaining({ amountAvos: 125_050, billNumber: '990000017' }) as unknown,
    })
    expect(look(receipt)).toEqual({ kind: 'receipt', usable: true })
    expect(look(slip(clock.now() + 60_000))).toEqual({ kind: 'pending-slip', usable: true })
    for (const foreign of ['https://www.example.mo', 'MEX1:GATES', slipText({ currency: '344' }), 'MEZ1:'])
      expect(look(foreign)).toMatchObject({ usable: false })
    expect(recalled).toEqual([])
  })
})
