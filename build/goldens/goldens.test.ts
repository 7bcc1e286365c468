/**
 * Each file beside this one holds byte for byte what the program writes, which shows that a change of the code changes
 * no output. A file that is missing or differs fails the test. Where the program is meant to write something else,
 * write the files anew and read their diff: `npx vitest run --config build/vitest.config.ts build/goldens -u`
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getEventIteratorSchemaDetails, type AnySchema } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { run } from '../../electron/cli.ts'
import * as contracts from '../../electron/contract/index.ts'
import { openApiDocument } from '../../electron/gateway/openapi.ts'
import { renderFallbackPage, START_REFUSALS, technicianAdvice } from '../../electron/shell/fallback-page.ts'
import { FOREIGN_CODES, goodCodes, slipText } from '../../electron/station/codes/codes.fixture.ts'
import { readSigningKey } from '../../electron/station/journal/signing.ts'
import { createReceipts, messageText, type Printout } from '../../electron/station/receipts/index.ts'
import { CAR, FLEET, sampleReceipt, sampleSlip } from '../../electron/station/receipts/receipts.fixture.ts'
import { renderEscPos, renderSvg } from '../../hardware/printer/paper.ts'
import { messages } from '../../renderer/i18n/messages.ts'
import { createTwinTill, type TwinTill } from '../twins/till.ts'
import { createFixedRandom, dumpTable, FIXED_PKCS8, playDay } from './fixed.ts'

// Key pairs are the only random values that the program doesn't take from its `Random`.
vi.mock(import('node:crypto'), async (importOriginal) => {
  const crypto = await importOriginal()
  const generateKeyPairSync = (type: string, ...options: unknown[]) => {
    if (type !== 'ed25519') return (crypto.generateKeyPairSync as (...asked: unknown[]) => unknown)(type, ...options)
    const privateKey = crypto.createPrivateKey({ key: Buffer.from(FIXED_PKCS8), format: 'der', type: 'pkcs8' })
    return { privateKey, publicKey: crypto.createPublicKey(privateKey) }
  }
  return { ...crypto, generateKeyPairSync } as typeof crypto
})

const expectGolden = (text: string, file: string) => expect(text).toMatchFileSnapshot(file)

/** Writes JSON with sorted keys, `required` and `enum`, whose order in the code has no meaning. */
function sorted(value: unknown): string {
  return `${JSON.stringify(
    value,
    (key, part: unknown) =>
      isPlain(part)
        ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
        : SETS.has(key) && isTexts(part)
          ? [...part].sort()
          : part,
    2,
  )}\n`
}

const SETS: ReadonlySet<string> = new Set(['required', 'enum'])
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe("the gateway's API", () => {
  it('matches its golden', async () => {
    await expectGolden(sorted(await openApiDocument('1')), 'gateway.openapi.json')
  })
})

describe('the contract with the pages', () => {
  const schemaOf = (schema: AnySchema | undefined, io: 'input' | 'output') => {
    if (!schema) return null
    const events = getEventIteratorSchemaDetails(schema)
    return events ? { events: jsonSchema(events.yields, io) } : jsonSchema(schema, io)
  }

  const isEveryRefusal = (part: unknown) =>
    isTexts(part) &&
    part.length === contracts.REFUSAL_CODES.length &&
    contracts.REFUSAL_CODES.every((code) => part.includes(code))

  /** Writes a JSON schema without the list of all refusals, which is in lists.json. */
  function jsonSchema(schema: AnySchema, io: 'input' | 'output'): unknown {
    if (!(schema instanceof z.ZodType)) throw new Error('not a Zod schema')
    return JSON.parse(
      JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), (key, part: unknown) =>
        key === 'enum' && isEveryRefusal(part) ? 'every refusal' : part,
      ),
    )
  }

  it("matches its golden, each procedure's questions and answers", async () => {
    const procedures = Object.entries(contracts.contract).flatMap(([room, each]) =>
      Object.entries(each).map(([name, procedure]) => {
        const {
          meta: { faces, roles, refusals },
          inputSchema,
          outputSchema,
          errorMap,
        } = procedure['~orpc']
        return [
          `${room}.${name}`,
          {
            faces: [...faces].sort(),
            roles: [...roles].sort(),
            refusals: [...refusals].sort(),
            input: schemaOf(inputSchema, 'input'),
            output: schemaOf(outputSchema, 'output'),
            errors: Object.fromEntries(
              Object.entries<{ data?: AnySchema }>(errorMap).map(([code, { data }]) => [
                code,
                schemaOf(data, 'output'),
              ]),
            ),
          },
        ] as const
      }),
    )
    expect(procedures.length).toBeGreaterThan(20)
    await expectGolden(sorted(Object.fromEntries(procedures)), 'contract.json')
  })

  it('has the same closed lists as its golden', async () => {
    const {
      FACES,
      ROLES,
      REFUSAL_CODES,
      REASONS,
      HINTS,
      CODE_KINDS,
      TENDERS,
      PAYMENT_STATES,
      ITEM_STATES,
      WAITS,
      TASK_REASONS,
      TASK_ENDINGS,
      VEHICLE_CLASSES,
      BARS,
      FIELD_NAMES,
      SERVICE_IDS,
      CODE_REFUSALS,
      RESERVE_REFUSALS,
      TENDER_REFUSALS,
      OPEN_ELSEWHERE,
      STEPS,
    } = contracts
    const lists: Readonly<Record<string, readonly string[]>> = {
      faces: FACES,
      roles: ROLES,
      refusals: REFUSAL_CODES,
      'reasons of readiness': REASONS,
      hints: HINTS,
      'kinds of codes': CODE_KINDS,
      tenders: TENDERS,
      'states of a payment': PAYMENT_STATES,
      'states of an item': ITEM_STATES,
      waits: WAITS,
      'reasons of tasks': TASK_REASONS,
      'endings of tasks': TASK_ENDINGS,
      'classes of vehicles': VEHICLE_CLASSES,
      bars: BARS,
      'fields of identity': FIELD_NAMES,
      services: SERVICE_IDS,
      'refusals of codes': CODE_REFUSALS,
      'refusals before money': RESERVE_REFUSALS,
      'refusals of tenders': TENDER_REFUSALS,
      'next steps': STEPS,
      'reasons not to start': START_REFUSALS,
    }
    await expectGolden(
      sorted({
        ...Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, [...values].sort()])),
        'close code of a second window': OPEN_ELSEWHERE,
      }),
      'lists.json',
    )
  })
})

describe('the words', () => {
  const leavesOf = (value: unknown, path: string): [string, string][] =>
    typeof value === 'string'
      ? [[path, value]]
      : isPlain(value) || Array.isArray(value)
        ? Object.entries(value).flatMap(([key, part]) => leavesOf(part, `${path}/${key}`))
        : [[path, `not text: ${typeof value}`]]

  it('of the pages match their golden in four languages', async () => {
    const byLanguage = Object.entries(messages)
      .map(([language, all]) => [language, new Map(leavesOf(all, ''))] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1))
    const paths = new Set(byLanguage.flatMap(([, texts]) => [...texts.keys()]))
    const lines = Array.from(paths, (path) =>
      JSON.stringify(Object.fromEntries(byLanguage.map(([language, texts]) => [language, texts.get(path) ?? null]))),
    )
    await expectGolden(`${lines.sort().join('\n')}\n`, 'messages.jsonl')
  })

  it('of a station that shows no page match their golden', async () => {
    const pages = [
      ...(['locked', 'used', 'refused', 'not-found', 'not-built', 'starting'] as const).map((what) =>
        renderFallbackPage({ what }),
      ),
      ...START_REFUSALS.map((why) => renderFallbackPage({ what: 'fault', incident: '0123abcd', why })),
    ]
    const style = /<style>[^]*<\/style>/
    const advice = START_REFUSALS.map((why) => `${why}: ${technicianAdvice(why)}`).sort()
    await expectGolden(
      [
        ...new Set(pages.map((html) => style.exec(html)?.[0])),
        ...pages.map((html) => html.replace(style, '')).sort(),
        '=== in a terminal',
        ...advice,
        '',
      ].join('\n'),
      'calm-pages.txt',
    )
  })
})

describe('what is printed', () => {
  const receipts = createReceipts(readSigningKey(FIXED_PKCS8))
  const shown = (title: string, { code, markup }: Printout) =>
    [
      `=== ${title}`,
      code,
      markup.trimEnd(),
      `SVG ${sha256(renderSvg(markup))}`,
      `ESC/POS ${sha256(renderEscPos(markup))}`,
      '',
    ].join('\n')
  const TENDER_FACTS = {
    'wallet-scan': {},
    'wallet-show': {},
    card: { provider: 'Twin Card' },
    cash: { givenAvos: 1_000_000, changeAvos: 5_000 },
  } as const
  const MATTERS = contracts.TENDERS.flatMap((tender) =>
    (['pt', 'en'] as const).flatMap((secondLanguage) =>
      [true, false].flatMap((training) =>
        (
          [
            ['one car', [CAR]],
            ['ten cars and a fine', FLEET],
          ] as const
        ).map(([what, items]) => ({
          title: [tender, secondLanguage, training ? 'training' : 'real', what].join(', '),
          facts: { ...TENDER_FACTS[tender], tender, secondLanguage, training, items },
        })),
      ),
    ),
  )

  it('of a receipt matches its golden', async () => {
    const texts = MATTERS.flatMap(({ title, facts }) => [
      ...[false, true].map((reprint) =>
        shown(`${title}${reprint ? ', reprint' : ''}`, receipts.receipt(sampleReceipt({ ...facts, reprint }))),
      ),
      ...(facts.tender === 'card'
        ? [shown(`${title}, before a loss`, receipts.receipt(sampleReceipt({ ...facts, isBeforeLoss: true })))]
        : []),
    ])
    await expectGolden(texts.sort().join('\n'), 'receipts.txt')
  })

  it('of a slip matches its golden', async () => {
    const texts = (['unknown', 'reversing', 'follows', 'staff'] as const).flatMap((outcome) =>
      MATTERS.map(({ title, facts }) => {
        const { tender, secondLanguage, training, items } = facts
        return shown(
          `${outcome}, ${title}`,
          receipts.pendingSlip(sampleSlip({ tender, secondLanguage, training, items, outcome })),
        )
      }),
    )
    await expectGolden(texts.sort().join('\n'), 'slips.txt')
  })

  it('matches its golden when it is drawn', async () => {
    await expectGolden(
      renderSvg(
        receipts.receipt(
          sampleReceipt({ tender: 'cash', givenAvos: 100_000, changeAvos: 15_000, training: true, reprint: true }),
        ).markup,
      ),
      'receipt.svg',
    )
    await expectGolden(
      renderSvg(receipts.receipt(sampleReceipt({ items: FLEET, secondLanguage: 'pt' })).markup),
      'receipt-of-ten.svg',
    )
    await expectGolden(renderSvg(receipts.pendingSlip(sampleSlip()).markup), 'slip.svg')
  })

  it('matches its golden as a message', async () => {
    const texts = [false, true].flatMap((training) =>
      [false, true].map((isBeforeLoss) =>
        messageText({
          number: 'kiosk-07-1234',
          totalAvos: 123_450,
          at: Date.UTC(2026, 2, 2, 6, 5, 9),
          training,
          isBeforeLoss,
        }),
      ),
    )
    await expectGolden(`${texts.join('\n')}\n`, 'phone-messages.txt')
  })
})

describe('a day at a till', () => {
  let till: TwinTill
  let folder = ''
  let day: Awaited<ReturnType<typeof playDay>> = []
  /** The output of `help`, which other commands print too. */
  let usage = ''

  beforeAll(async () => {
    till = await createTwinTill({ random: createFixedRandom() })
    day = await playDay(till)
    await till.restart((path) => {
      folder = path
    })
    await till.pass(20 * 60_000)
    vi.stubEnv('BALCAO_HEADS', till.heads)
    vi.useFakeTimers({ toFake: ['Date'], now: till.manual.clock.now() })
    const said: string[] = []
    await hearing(said, () => run(['help']))
    usage = said.join('')
  })
  afterAll(() => {
    vi.useRealTimers()
    vi.unstubAllEnvs()
    till.close()
  })

  it("leaves the golden's entries, byte for byte", async () => {
    await expectGolden(dumpTable(join(folder, 'journal.db'), 'entries'), 'journal-entries.jsonl')
  })

  it("keeps the golden's views and keys beside them", async () => {
    await expectGolden(dumpTable(join(folder, 'journal.db'), 'views'), 'journal-views.jsonl')
    await expectGolden(dumpTable(join(folder, 'journal-keys.db'), 'keys'), 'journal-keys.jsonl')
  })

  it('shows each payment as its golden', async () => {
    const shown = day.map(({ title, transaction }) => ({
      title,
      payment: till.show(transaction),
      story: till.kindsOf(transaction),
      receipt: receiptOf(transaction)?.code ?? null,
      slip: slipOf(transaction)?.code ?? null,
    }))
    await expectGolden(sorted({ shown, takings: till.machine.takings(undefined) }), 'payments.json')
  })

  const papers = () => createReceipts(till.journal.signer)
  function receiptOf(transaction: string) {
    const facts = till.machine.receiptFacts(transaction)
    return facts && papers().receipt({ ...facts, secondLanguage: 'en', reprint: false })
  }
  function slipOf(transaction: string) {
    const facts = till.machine.pendingFacts(transaction)
    return facts && papers().pendingSlip({ ...facts, secondLanguage: 'en' })
  }

  /** Does `work` and collects in `said` what it writes to stderr. */
  async function hearing<T>(said: string[], work: () => Promise<T>): Promise<T> {
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    try {
      return await work()
    } finally {
      spy.mockRestore()
    }
  }

  /** The output of a command, with paths replaced. */
  async function printed(...args: string[]): Promise<string> {
    const said: string[] = []
    const { exitCode, output, lines = [] } = await hearing(said, () => run(args))
    const title = args.map((arg) => JSON.stringify(arg)).join(' ')
    return [
      `=== ${title}`,
      said.join('').replace(usage, 'USAGE\n'),
      ...[...lines, output].map((line) => JSON.stringify(line)),
      `exit ${exitCode}`,
      '',
    ]
      .join('\n')
      .replaceAll(folder, 'FOLDER')
  }

  async function printedOf(commands: readonly (readonly string[])[]): Promise<string> {
    const texts: string[] = []
    for (const args of commands) texts.push(await printed(...args))
    return texts.join('\n')
  }

  it('is reported by the command line as in its golden', async () => {
    const data = ['--data', folder]
    const file = join(folder, 'export.jsonl')
    const receipt = receiptOf(day[0]?.transaction ?? '')?.code ?? ''
    expect(receipt).toMatch(/^MER1:/)
    const slip = slipOf(day.find(({ title }) => title === 'cash, refused by its agency')?.transaction ?? '')?.code ?? ''
    expect(slip).toMatch(/^MEP1:/)
    const unconfirmed = await printedOf([
      ['journal', 'verify', ...data],
      ['receipt', 'verify', '--text', receipt, ...data],
    ])
    till.journal.confirmKeys([till.journal.signer.publicKey()])
    const text = await printedOf([
      ['journal', 'verify', ...data],
      ['journal', 'verify', '--hashes', ...data],
      ['journal', 'show', '--limit', '10000', ...data],
      ['journal', 'show', '--transaction', day[1]?.transaction ?? '', ...data],
      ['journal', 'show', '--from', '3', '--limit', '2', ...data],
      ['journal', 'export', '--to', file, ...data],
      ['journal', 'export', '--to', file, ...data],
      ['journal', 'verify', '--file', file],
      ['journal', 'verify', '--file', file, '--keys', join(folder, 'keys', 'published.json')],
      ['receipt', 'verify', '--text', receipt, ...data],
      ['receipt', 'verify', '--text', receipt, '--keys', join(folder, 'keys', 'published.json')],
      ['receipt', 'verify', '--text', `${receipt.slice(0, -4)}0000`, ...data],
      ['receipt', 'verify', '--text', slip, ...data],
      ['receipt', 'verify', '--text', receiptOf(day[1]?.transaction ?? '')?.code ?? '', ...data],
    ])
    await expectGolden(`${unconfirmed}\n${text}`, 'command-line-journal.txt')
    await expectGolden(readFileSync(file, 'utf8'), 'journal-export.jsonl')
    await expectGolden(readFileSync(join(folder, 'keys', 'published.json'), 'utf8'), 'published-keys.json')
  })

  it('is needed for no scan of the command line', async () => {
    const at = ['--at', '2026-03-02T06:05:09Z']
    const others = [
      ...Object.values(FOREIGN_CODES),
      '',
      slipText({ agency: 'XXX' }),
      slipText({ currency: '344' }),
      slipText({ country: 'CN' }),
      `${slipText()}0`,
    ]
    await expectGolden(
      await printedOf([
        ...goodCodes().map((code) => ['scan', `--text=${code}`, ...at, '--data', join(folder, 'home')]),
        ...others.map((code) => ['scan', `--text=${code}`, ...at]),
      ]),
      'command-line-scan.txt',
    )
  })

  it('is needed for no wrong use of the command line', async () => {
    await expectGolden(usage, 'command-line-help.txt')
    await expectGolden(
      await printedOf([
        ['help'],
        ['journal', 'show', '--help'],
        [],
        ['journal'],
        ['nonsense'],
        ['990000017'],
        ['scan'],
        ['scan', '--text'],
        ['scan', '--text', 'x', '--image', 'y'],
        ['scan', '--text', 'x', '--at', 'noon'],
        ['journal', 'export'],
        ['journal', 'show', '--from', '0'],
        ['journal', 'show', '--limit', '10001'],
        ['journal', 'show', '--transaction', 'x'],
        ['journal', 'verify', '--keys', 'x'],
        ['journal', 'verify', '--file', 'x', '--hashes'],
        ['journal', 'verify', '--yes=no'],
        ['journal', 'verify', '--nonsense'],
        ['doctor', '--text', 'x'],
        ['restore', '--from', 'x'],
        ['receipt', 'verify'],
        ['devices'],
        ['devices', 'confirm', '--device', 'x'],
        ['devices', 'confirm', '--device', 'x', '--face', 'hall'],
        ['journal', 'show', '--data', join(folder, 'none')],
        ['journal', 'verify', '--data', join(folder, 'keys')],
        ['receipt', 'verify', '--text', 'x', '--keys', join(folder, 'none')],
      ]),
      'command-line-wrong-use.txt',
    )
  })
})
