import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ActAnswer } from '../../gateway/identity-contract.ts'
import type { Gateway } from '../../gateway/port.ts'
import { askBooks } from '../agencies/money.fixture.ts'
import { register as registerAnswer } from '../serving/books-contract.ts'
import { answered, createKills, enrolAt, launchSample } from '../../../build/twins/enrolled.ts'
import type { Sandbox } from '../serving/launch.ts'
import type { Act } from './act.ts'
import { actBy, actId, beginSampleRegister, sampleApplication, TO_RESET } from './identity.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-durable-acts-'))
const PEOPLE = ['two-cars', 'late-tax', 'fleet', 'elderly', 'defendant', 'rare-name']
const ROUNDS = 8
/** After how many answers the process is killed, each time while others wait for theirs. */
const KILL_AT = [15, 45, 80]
let sandbox: Sandbox
let gateway: Gateway
let card: (id: string) => string

beforeAll(async () => {
  ;({ card } = beginSampleRegister(join(folder, 'data')))
  sandbox = await launchSample({ folder: join(folder, 'data'), department: 'SAFP' })
  ;({ gateway } = await enrolAt(sandbox))
})

afterAll(async () => {
  gateway.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

it('each answer holds and no act is done twice when the sandbox is killed under load', async () => {
  const said: { question: Act; answer: ActAnswer }[] = []
  const kills = createKills(() => sandbox, KILL_AT)

  /** Asks for an act until there is an answer, and remembers it. */
  async function asked(
    number: number,
    by: string,
    what: Act['what'],
    place: 'kiosk' | 'counter' = what.kind === 'lift-freeze' ? 'counter' : 'kiosk',
  ): Promise<ActAnswer> {
    const question = actBy(card(by), actId(number), what, { place })
    const answer = await answered(() => gateway.identity.performAct(question))
    said.push({ question, answer })
    kills.said()
    return answer
  }
  async function bindingsOf(by: string): Promise<string[]> {
    const found = await answered(() => gateway.identity.findBindings({ reading: TO_RESET, document: card(by) }))
    return found.ok ? found.bindings.map(({ binding }) => binding) : []
  }
  /** One person freezes their eID and takes that back, again and again, and ends it at last. */
  async function goOn(by: string, first: number): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      const bindings = await bindingsOf(by)
      const frozen = await asked(first + 2 * round, by, { kind: 'freeze', reason: 'lost', bindings })
      if (frozen.state !== 'done' || frozen.undo === undefined) throw new Error(JSON.stringify(frozen))
      const last = round === ROUNDS - 1
      const what: Act['what'] = last
        ? { kind: 'end-freeze', freeze: actId(first + 2 * round) }
        : { kind: 'lift-freeze', code: frozen.undo }
      expect(await asked(first + 2 * round + 1, by, what)).toMatchObject({ state: 'done' })
    }
  }

  /** An administrator has activation codes sent, and applications are taken in, again and again. */
  async function administrate(): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      const resend = { kind: 'activation-code', entity: '99100004', euid: 'EU99100043' } as const
      expect(await asked(901 + 2 * round, 'administrator-two', resend, 'counter')).toMatchObject({
        state: 'done',
        activation: { lastDigits: '23' },
      })
      const lodge = { kind: 'lodge-application', application: sampleApplication(`TR-1${String(round)}`) } as const
      expect(await asked(902 + 2 * round, 'administrator-two', lodge, 'counter')).toMatchObject({ state: 'done' })
    }
  }

  await Promise.all([...PEOPLE.map((by, index) => goOn(by, 1 + 100 * index)), administrate()])

  expect(kills.count()).toBe(KILL_AT.length)
  const register = async () => registerAnswer.parse((await askBooks(sandbox, '/register')).json)
  const before = await register()
  for (const { question, answer } of said) {
    expect(await gateway.identity.performAct(question)).toEqual({ ok: true, answer })
    expect(await gateway.identity.settleAct({ act: question.act })).toEqual({ ok: true, answer })
  }
  const after = await register()
  expect(after.bindings).toEqual(before.bindings)
  expect(after.entities).toEqual(before.entities)
  const changesOf = (what: string) => after.entities.filter((change) => change.what === what)
  expect(changesOf('activation-sent').map(({ act }) => act)).toEqual(
    Array.from({ length: ROUNDS }, (_, round) => actId(901 + 2 * round)),
  )
  expect(changesOf('application-taken').map(({ subject, act }) => [subject, act])).toEqual(
    Array.from({ length: ROUNDS }, (_, round) => [`P-00000${String(round + 1)}`, actId(902 + 2 * round)]),
  )
  expect(after.acts.map(({ act, answer }) => ({ act, answer }))).toEqual(
    before.acts.map(({ act, answer }) => ({ act, answer })),
  )
  expect(after.acts.map(({ act }) => act).sort()).toEqual(said.map(({ question }) => question.act).sort())
  for (const by of PEOPLE) {
    const [binding, ...more] = after.bindings.filter(({ resident }) => resident === by)
    expect(more).toEqual([])
    expect(binding?.history.map(({ state }) => state)).toEqual([
      ...Array.from({ length: ROUNDS }, () => ['live', 'frozen']).flat(),
      'ended',
    ])
  }
})
