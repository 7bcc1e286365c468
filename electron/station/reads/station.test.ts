import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSocketLines, type Line, type Lines } from '../../../build/twins/lines.ts'
import { APPROVED, createTwinStation, HOLDER } from '../../../build/twins/station.ts'
import { createVirtualPrinter } from '../../../hardware/printer/virtual.ts'
import type { ServiceId } from '../../contract/index.ts'
import { verifyReceipt } from '../receipts/index.ts'
import type { Entry } from '../journal/index.ts'
import { PERSON_KEPT_MS } from '../serving/limits.ts'
import { MOST_READ_PAPERS } from './limits.ts'

const OTHER = { ...HOLDER, idNumber: '99002468', nameForeign: 'TESTE DOIS' }

let twin: ReturnType<typeof createTwinStation>
let lines: Lines
let entries: Entry[]

beforeEach(async () => {
  twin = createTwinStation()
  lines = await openSocketLines(twin.station)
  entries = []
  twin.journal.onAppend((added) => void entries.push(...added))
})
afterEach(async () => {
  await lines.close()
  await twin.close()
})

const submit = (line: Line, text: string, service: ServiceId) =>
  line.client.scan.submit({ data: Buffer.from(text).toString('base64'), source: 'camera', service })
const readsOf = async (line: Line) => (await line.client.reads.list()).reads

/** Everything that a person's eID says, as it may stand in a text. */
const DATA = Object.values(HOLDER).filter((value): value is string => typeof value === 'string' && value.length > 1)

async function clerk(): Promise<Line> {
  const line = await lines.open({ face: 'counter', session: 'c' })
  await line.client.operators.signInTraining()
  return line
}

describe('an eID that is verified', () => {
  it('is in the journal and in the list by service, purpose and who read it, and with no data', async () => {
    const line = await clerk()
    expect(await submit(line, twin.phone().eid(), 'identity-check')).toMatchObject({ ok: true })
    expect(entries).toMatchObject([
      {
        kind: 'identity-checked',
        actor: 'training-clerk',
        transaction: null,
        facts: { service: 'identity-check', purpose: 'confirm-identity', place: 'counter', result: 'verified' },
      },
    ])
    const reads = await readsOf(line)
    expect(reads).toMatchObject([
      {
        from: 'eid',
        fields: APPROVED['identity-check'],
        service: 'identity-check',
        purpose: 'confirm-identity',
        department: 'DSI',
        place: 'counter',
        actor: 'training-clerk',
      },
    ])
    const paper = await line.client.reads.paper({})
    const told = JSON.stringify([entries.map(({ facts, kind }) => ({ kind, facts })), reads, paper])
    for (const words of DATA) expect(told).not.toContain(words)
    expect(entries.every(({ seq }) => twin.journal.bodyOf(seq) === undefined)).toBe(true)
  })

  it('is not shown where the journal can not take that', async () => {
    const line = await lines.open({ face: 'kiosk', session: 'k' })
    const append = twin.journal.append
    twin.journal.append = () => Promise.reject(Object.assign(new Error('disk'), { code: 'ENOSPC' }))
    const answer = await submit(line, twin.phone().eid(), 'my-eid')
    twin.journal.append = append
    expect(answer).toEqual({ ok: false, kind: 'eid-presentation', refusal: { code: 'disk-full' } })
    expect(await line.client.person.show()).toMatchObject({ ok: false })
    expect(await readsOf(line)).toEqual([])
  })

  it('that is refused is recorded with why', async () => {
    const line = await lines.open({ face: 'kiosk', session: 'k' })
    const code = twin.phone().eid()
    await submit(line, code, 'my-eid')
    await twin.manual.pass(5_000)
    expect(await submit(line, code, 'my-eid')).toMatchObject({ refusal: { code: 'replayed' } })
    expect(entries.at(-1)?.facts).toMatchObject({ service: 'my-eid', result: 'refused', why: 'replayed' })
  })
})

describe('the list of what was read', () => {
  it('grows with the same person, and begins anew with another', async () => {
    const line = await lines.open({ face: 'kiosk', session: 'k' })
    const phone = twin.phone()
    await submit(line, phone.eid(), 'my-eid')
    await submit(line, phone.eid(), 'my-eid')
    expect(await readsOf(line)).toHaveLength(2)
    await submit(line, twin.phone(OTHER).eid(), 'my-eid')
    expect(await readsOf(line)).toHaveLength(1)
  })

  it.each([
    ['the visit ends', (line: Line) => line.client.person.end()],
    ['the person is forgotten', () => twin.manual.pass(PERSON_KEPT_MS)],
    ['the next code is refused', (line: Line) => submit(line, 'ME1:NOTHING', 'my-eid')],
  ])('is gone as soon as %s', async (_when, end: (line: Line) => Promise<unknown>) => {
    const line = await lines.open({ face: 'kiosk', session: 'k' })
    await submit(line, twin.phone().eid(), 'my-eid')
    expect(await readsOf(line)).toHaveLength(1)
    await end(line)
    expect(await readsOf(line)).toEqual([])
    expect(await line.client.reads.paper({})).toMatchObject({ refusal: { code: 'person-gone' } })
  })
})

it('a paper is printed a few times a minute, and its code says what was read to whoever scans it', async () => {
  twin.journal.confirmKeys([twin.journal.signer.publicKey()])
  const printer = createVirtualPrinter({ id: 'printer', clock: twin.clock })
  twin.station.attachPrinter(printer)
  const line = await lines.open({ face: 'kiosk', session: 'k' })
  await submit(line, twin.phone().eid(), 'my-eid')
  for (let count = 0; count < MOST_READ_PAPERS; count += 1)
    expect(await line.client.reads.print({ beside: 'en' })).toEqual({ ok: true })
  expect(await line.client.reads.print({})).toMatchObject({ refusal: { code: 'too-often' } })
  expect(printer.printed()).toHaveLength(MOST_READ_PAPERS)
  const given = await line.client.reads.paper({})
  if (!given.ok) throw new Error('no paper')
  const reads = await readsOf(line)
  expect(verifyReceipt(given.paper.code, twin.journal.publishedKeys())).toMatchObject({
    ok: true,
    facts: {
      kind: 'reads',
      training: true,
      reads: reads.map((read) => ({ ...read, at: expect.any(String) as string })),
    },
  })
  await line.client.person.end()
  expect(await submit(line, given.paper.code, 'my-eid')).toMatchObject({
    ok: true,
    kind: 'receipt',
    reads: { count: 1 },
  })
})
