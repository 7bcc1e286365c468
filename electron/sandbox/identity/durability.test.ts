import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createGateway, enrol } from '../../gateway/client.ts'
import type { ActAnswer } from '../../gateway/identity-contract.ts'
import type { Gateway } from '../../gateway/port.ts'
import { askBooks } from '../agencies/money.fixture.ts'
import { register as registerAnswer } from '../serving/books-contract.ts'
import { sandboxClock, sandboxRandom } from '../serving/clock.ts'
import { launchSandbox, type Sandbox } from '../serving/launch.ts'
import { rawPublicKey } from '../trust/bundle.ts'
import type { Act } from './act-decision.ts'
import { actBy, actId, issueSampleCards, TO_RESET } from './identity.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-durable-acts-'))
const log = { info() {}, warn() {} }
const PEOPLE = ['two-cars', 'late-tax', 'fleet', 'elderly', 'defendant', 'rare-name']
const ROUNDS = 8
/** After how many answers the process is killed, each time while others wait for theirs. */
const KILL_AT = [15, 45, 80]
let sandbox: Sandbox
let gateway: Gateway
let card: (id: string) => string

beforeAll(async () => {
  card = issueSampleCards(join(folder, 'data'))
  const launched = await launchSandbox({ folder: join(folder, 'data') })
  if (!launched.ok) throw new Error(launched.refusal.code)
  ;({ sandbox } = launched)
  const pair = generateKeyPairSync('x25519')
  const enrolled = await enrol({
    url: sandbox.url,
    code: sandbox.enrolmentCode,
    publicKey: rawPublicKey(pair.publicKey),
  })
  if (!enrolled.ok) throw new Error(enrolled.refusal.code)
  gateway = createGateway({ url: sandbox.url, token: enrolled.token, clock: sandboxClock, random: sandboxRandom, log })
})

afterAll(async () => {
  gateway.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const moment = () => new Promise((resolve) => setTimeout(resolve, 20))

it('each answer holds and no act is done twice when the sandbox is killed under load', async () => {
  const said: { question: Act; answer: ActAnswer }[] = []
  const kills: number[] = []

  async function answered<T>(call: () => Promise<{ ok: true; answer: T } | { ok: false }>): Promise<T> {
    for (;;) {
      const outcome = await call()
      if (outcome.ok) return outcome.answer
      await moment()
    }
  }
  /** Asks for an act until there is an answer, and remembers it. */
  async function asked(number: number, by: string, what: Act['what']): Promise<ActAnswer> {
    const place = what.kind === 'lift-freeze' ? 'counter' : 'kiosk'
    const question = actBy(card(by), actId(number), what, { place })
    const answer = await answered(() => gateway.identity.performAct(question))
    said.push({ question, answer })
    if (said.length === KILL_AT[kills.length]) {
      const pid = sandbox.pid() ?? 0
      kills.push(pid)
      process.kill(pid, 'SIGKILL')
    }
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

  await Promise.all(PEOPLE.map((by, index) => goOn(by, 1 + 100 * index)))

  expect(new Set(kills).size).toBe(KILL_AT.length)
  const register = async () => registerAnswer.parse((await askBooks(sandbox, '/register')).json)
  const before = await register()
  for (const { question, answer } of said) {
    expect(await gateway.identity.performAct(question)).toEqual({ ok: true, answer })
    expect(await gateway.identity.settleAct({ act: question.act })).toEqual({ ok: true, answer })
  }
  const after = await register()
  expect(after.bindings).toEqual(before.bindings)
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
