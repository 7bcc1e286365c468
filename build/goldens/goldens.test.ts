/**
 * Every file beside this one says byte for byte what the program writes, so that a change of the code alone can be shown to change nothing of it.
 * A file that is missing or differs fails. Where the program is meant to write something else, write the files anew and read their diff:
 * `npx vitest run --config build/vitest.config.ts build/goldens -u`
 */
import { createHash } from 'node:crypto'
import { getEventIteratorSchemaDetails, type AnySchema } from '@orpc/contract'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as contracts from '../../electron/contract/index.ts'
import { openApiDocument } from '../../electron/gateway/openapi.ts'
import { renderCalmPage, START_REFUSALS, technicianAdvice } from '../../electron/shell/calm.ts'
import { readSigningKey } from '../../electron/station/journal/signing.ts'
import { createReceipts, messageText, type PrintedMatter } from '../../electron/station/receipts/index.ts'
import { CAR, FLEET, sampleReceipt, sampleSlip } from '../../electron/station/receipts/sample-receipts.ts'
import { renderEscPos, renderSvg } from '../../hardware/printer/paper.ts'
import { messages } from '../../renderer/i18n/messages.ts'
import { STEPS } from '../../renderer/i18n/next-steps.ts'
import { FIXED_PKCS8 } from './fixed.ts'

const expectGolden = (text: string, file: string) => expect(text).toMatchFileSnapshot(file)

/** As JSON whose keys are sorted: in which order the code names them says nothing. */
function sorted(value: unknown): string {
  return `${JSON.stringify(value, (_key, part: unknown) => isPlain(part) ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => one < other ? -1 : 1)) : part, 2)}\n`
}

const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('the gateway\'s API', () => {
  it('is described as before', async () => {
    await expectGolden(sorted(await openApiDocument('1')), 'gateway.openapi.json')
  })
})

describe('the contract with the pages', () => {
  const schemaOf = (schema: AnySchema | undefined, io: 'input' | 'output') => {
    if (!schema) return null
    const events = getEventIteratorSchemaDetails(schema)
    return events ? { events: jsonSchema(events.yields, io) } : jsonSchema(schema, io)
  }

  const everyRefusal = JSON.stringify(contracts.REFUSAL_CODES)

  /** The order of `required` follows that of the code; the long list of refusals is in lists.json. */
  function jsonSchema(schema: AnySchema, io: 'input' | 'output'): unknown {
    if (!(schema instanceof z.ZodType)) throw new Error('not a Zod schema')
    return JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), (key, part: unknown) => (
      key === 'required' && Array.isArray(part) ? part.map(String).sort() : key === 'enum' && JSON.stringify(part) === everyRefusal ? 'every refusal' : part
    )))
  }

  it('asks and answers as before', async () => {
    const procedures = Object.entries(contracts.contract).flatMap(([room, each]) => Object.entries(each).map(([name, procedure]) => {
      const { meta: { faces, roles, refusals }, inputSchema, outputSchema, errorMap } = procedure['~orpc']
      return [`${room}.${name}`, {
        faces: [...faces].sort(), roles: [...roles].sort(), refusals: [...refusals].sort(), input: schemaOf(inputSchema, 'input'), output: schemaOf(outputSchema, 'output'),
        errors: Object.fromEntries(Object.entries<{ data?: AnySchema }>(errorMap).map(([code, { data }]) => [code, schemaOf(data, 'output')]))
      }] as const
    }))
    expect(procedures.length).toBeGreaterThan(20)
    await expectGolden(sorted(Object.fromEntries(procedures)), 'contract.json')
  })

  it('has the closed lists that it had', async () => {
    const { FACES, ROLES, REFUSAL_CODES, REASONS, HINTS, CODE_KINDS, TENDERS, PAYMENT_STATES, ITEM_STATES, WAITS, TASK_REASONS, TASK_ENDINGS, VEHICLE_CLASSES, BARS, FIELD_NAMES, SERVICE_IDS, CODE_REFUSALS, RESERVE_REFUSALS, TENDER_REFUSALS, OPEN_ELSEWHERE } = contracts
    await expectGolden(sorted({
      'faces': FACES, 'roles': ROLES, 'refusals': REFUSAL_CODES, 'reasons of readiness': REASONS, 'hints': HINTS, 'kinds of codes': CODE_KINDS, 'tenders': TENDERS, 'states of a payment': PAYMENT_STATES,
      'states of an item': ITEM_STATES, 'waits': WAITS, 'reasons of tasks': TASK_REASONS, 'endings of tasks': TASK_ENDINGS, 'classes of vehicles': VEHICLE_CLASSES, 'bars': BARS,
      'fields of identity': FIELD_NAMES, 'services': SERVICE_IDS, 'refusals of codes': CODE_REFUSALS, 'refusals before money': RESERVE_REFUSALS, 'refusals of tenders': TENDER_REFUSALS,
      'next steps': STEPS, 'reasons not to start': START_REFUSALS, 'close code of a second window': OPEN_ELSEWHERE
    }), 'lists.json')
  })
})

describe('the words', () => {
  const leavesOf = (value: unknown, path: string): [string, string][] => typeof value === 'string' ? [[path, value]]
    : isPlain(value) || Array.isArray(value) ? Object.entries(value).flatMap(([key, part]) => leavesOf(part, `${path}/${key}`)) : [[path, `not text: ${typeof value}`]]

  it('of the pages are those that they were, each in four languages', async () => {
    const byLanguage = Object.entries(messages).map(([language, all]) => [language, new Map(leavesOf(all, ''))] as const).sort(([one], [other]) => one < other ? -1 : 1)
    const paths = new Set(byLanguage.flatMap(([, texts]) => [...texts.keys()]))
    const lines = Array.from(paths, (path) => JSON.stringify(Object.fromEntries(byLanguage.map(([language, texts]) => [language, texts.get(path) ?? null]))))
    await expectGolden(`${lines.sort().join('\n')}\n`, 'messages.jsonl')
  })

  it('of a station that shows no page are those that they were', async () => {
    const pages = [
      ...(['locked', 'used', 'refused', 'not-found', 'not-built', 'starting'] as const).map((what) => ({ what })),
      ...START_REFUSALS.map((why) => ({ what: 'fault' as const, incident: '0123abcd', why }))
    ].map((page) => ({ title: 'why' in page ? `${page.what} ${page.why}` : page.what, html: renderCalmPage(page) })).sort((one, other) => one.title < other.title ? -1 : 1)
    const style = /<style>[^]*<\/style>/
    const advice = START_REFUSALS.map((why) => `${why}: ${technicianAdvice(why)}`).sort()
    await expectGolden([
      ...new Set(pages.map(({ html }) => style.exec(html)?.[0])), ...pages.map(({ title, html }) => `=== ${title}\n${html.replace(style, '')}`), '=== in a terminal', ...advice, ''
    ].join('\n'), 'calm-pages.txt')
  })
})

describe('what is printed', () => {
  const receipts = createReceipts(readSigningKey(FIXED_PKCS8))
  const shown = (title: string, { code, markup }: PrintedMatter) => [
    `=== ${title}`, code, markup.trimEnd(), `SVG ${sha256(renderSvg(markup))}`, `ESC/POS ${sha256(renderEscPos(markup))}`, ''
  ].join('\n')
  const TENDER_FACTS = { 'wallet-scan': {}, 'wallet-show': {}, 'card': { provider: 'Twin Card' }, 'cash': { givenAvos: 1_000_000, changeAvos: 5_000 } } as const
  const MATTERS = contracts.TENDERS.flatMap((tender) => (['pt', 'en'] as const).flatMap((beside) => [true, false].flatMap((training) => ([['one car', [CAR]], ['ten cars and a fine', FLEET]] as const).map(([what, items]) => ({
    title: [tender, beside, training ? 'training' : 'real', what].join(', '), facts: { ...TENDER_FACTS[tender], tender, beside, training, items }
  })))))

  it('of a receipt is as before', async () => {
    const texts = MATTERS.flatMap(({ title, facts }) => [
      ...[false, true].map((reprint) => shown(`${title}${reprint ? ', reprint' : ''}`, receipts.receipt(sampleReceipt({ ...facts, reprint })))),
      ...(facts.tender === 'card' ? [shown(`${title}, before a loss`, receipts.receipt(sampleReceipt({ ...facts, isBeforeLoss: true })))] : [])
    ])
    await expectGolden(texts.sort().join('\n'), 'receipts.txt')
  })

  it('of a slip is as before', async () => {
    const texts = (['unknown', 'reversing', 'follows', 'staff'] as const).flatMap((outcome) => MATTERS.map(({ title, facts }) => {
      const { tender, beside, training, items } = facts
      return shown(`${outcome}, ${title}`, receipts.pendingSlip(sampleSlip({ tender, beside, training, items, outcome })))
    }))
    await expectGolden(texts.sort().join('\n'), 'slips.txt')
  })

  it('is drawn as before', async () => {
    await expectGolden(renderSvg(receipts.receipt(sampleReceipt({ tender: 'cash', givenAvos: 100_000, changeAvos: 15_000, training: true, reprint: true })).markup), 'receipt.svg')
    await expectGolden(renderSvg(receipts.receipt(sampleReceipt({ items: FLEET, beside: 'pt' })).markup), 'receipt-of-ten.svg')
    await expectGolden(renderSvg(receipts.pendingSlip(sampleSlip()).markup), 'slip.svg')
  })

  it('is confirmed in a message as before', async () => {
    const texts = [false, true].flatMap((training) => [false, true].map((isBeforeLoss) => messageText({ number: 'kiosk-07-1234', totalAvos: 123_450, at: Date.UTC(2026, 2, 2, 6, 5, 9), training, isBeforeLoss })))
    await expectGolden(`${texts.join('\n')}\n`, 'phone-messages.txt')
  })
})
