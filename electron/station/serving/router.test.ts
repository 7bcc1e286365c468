import { createRouterClient, implement, ORPCError, traverseContractProcedures } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTwinStation } from '../../../build/twins/station.ts'
import {
  contract,
  FACES,
  ROLES,
  type Face,
  type Outcome,
  type Person,
  type ProcedureRules,
  type Role,
  type Service,
} from '../../contract/index.ts'
import { systemRandom } from '../../start.ts'
import { createTrainingDoor } from '../../start/training/door.ts'
import { createLog } from '../storage/log.ts'
import { createRouter, type CallContext, type Procedures } from './router.ts'
import { createSessions, type Session } from './sessions.ts'

let twin: ReturnType<typeof createTwinStation>
beforeAll(() => {
  twin = createTwinStation()
})
afterAll(() => twin.close())

/** A session with any face and role, also a pair that no station would make. */
function pretend(face: Face, role: Role): Session {
  const { session } = createSessions(twin.clock).join({ face, session: 'test' })
  return new Proxy(session, {
    get: (target, name) => (name === 'role' ? role : (Reflect.get(target, name) as unknown)),
  })
}

const procedures: { path: readonly string[]; rules: ProcedureRules }[] = []
traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
  procedures.push({ path, rules: procedure['~orpc'].meta })
})

const UNKNOWN_TRANSACTION = '0190a1b2-0000-7000-8000-000000000000'
const INPUTS: Readonly<Record<string, unknown>> = {
  'station.reportIncident': { incident: '0a1b2c3d', where: 'page', error: 'TypeError' },
  'devices.test': { id: 'none', test: 'status' },
  'devices.announceCamera': { state: 'none', count: 0 },
  'scan.look': { codes: [{ data: Buffer.from('hello').toString('base64'), source: 'camera' }] },
  'scan.submit': { data: Buffer.from('hello').toString('base64'), source: 'typed' },
  'scan.expect': {},
  'person.asking': { asking: false },
  'technician.scan': { data: Buffer.from('hello').toString('base64') },
  'technician.confirmDevice': { id: 'scanner-1209:8c02', face: 'kiosk' },
  'technician.withdrawDevice': { id: 'scanner-1209:8c02' },
  'bills.find': { by: 'notice', number: 'N-1' },
  'payments.quote': { bills: ['b'] },
  'payments.pay': { quote: 'q', tender: 'card' },
  'payments.show': { transaction: UNKNOWN_TRANSACTION },
  'payments.cancel': { transaction: UNKNOWN_TRANSACTION },
  'payments.receipt': { transaction: UNKNOWN_TRANSACTION },
  'payments.print': { transaction: UNKNOWN_TRANSACTION },
  'payments.message': { transaction: UNKNOWN_TRANSACTION, phone: '62000001' },
  'payments.answerCash': { transaction: UNKNOWN_TRANSACTION, taken: true },
  'payments.refund': { transaction: UNKNOWN_TRANSACTION, items: [`${UNKNOWN_TRANSACTION}:1`], reason: 'twice' },
  'payments.endTask': { transaction: UNKNOWN_TRANSACTION, how: 'cash', reason: 'handed back' },
  'payments.takings': {},
  'acts.paper': {},
  'reads.paper': {},
  'reads.print': {},
  'acts.print': {},
  'acts.compareFace': {},
  'acts.begin': { kind: 'bind' },
  'acts.number': { number: '9900000015' },
  'acts.digits': { digits: '0015' },
  'acts.choose': { bindings: ['1'], reason: 'lost' },
  'customer.consent': { confirmation: 'c' },
  'customer.decline': { confirmation: 'c' },
  'customer.reportIncident': { incident: '0a1b2c3d', where: 'page', error: 'TypeError' },
  'acts.confirm': { confirmation: 'c', consent: 'touch' },
}

async function ask(
  router: ReturnType<typeof createRouter>,
  session: Session,
  path: readonly string[],
  input?: unknown,
): Promise<{ value: unknown } | { error: ORPCError<string, unknown> }> {
  let client: unknown = createRouterClient(router, { context: { session } })
  for (const name of path) client = Reflect.get(client as object, name)
  try {
    return { value: await (client as (input: unknown) => Promise<unknown>)(input) }
  } catch (error) {
    if (error instanceof ORPCError) return { error: error as ORPCError<string, unknown> }
    throw error
  }
}

describe('the contract', () => {
  it('has rules on every procedure', () => {
    expect(procedures.length).toBeGreaterThan(9)
    for (const { path, rules } of procedures) {
      expect(rules.faces.length, path.join('.')).toBeGreaterThan(0)
      expect(rules.roles.length, path.join('.')).toBeGreaterThan(0)
    }
  })

  for (const { path, rules } of procedures) {
    const name = path.join('.')
    for (const face of FACES) {
      for (const role of ROLES) {
        const isAllowed = rules.faces.includes(face) && rules.roles.includes(role)
        it(`${isAllowed ? 'answers' : 'refuses'} ${name} when a ${role} calls it from ${face}`, async () => {
          const answer = await ask(twin.station.router, pretend(face, role), path, INPUTS[name])
          if (isAllowed) expect(answer).toHaveProperty('value')
          else
            expect(answer).toMatchObject({
              error: { code: 'FORBIDDEN', defined: true, data: { refusal: { code: 'not-allowed' } } },
            })
        })
      }
    }
  }
})

describe('the router', () => {
  const os = implement(contract).$context<CallContext>()
  const withProcedures = (parts: { services?: () => Service[]; show?: () => Outcome<{ person: Person }> }) =>
    createRouter(
      {
        ...(parts.services && { services: { list: os.services.list.handler(parts.services) } }),
        ...(parts.show && { person: { show: os.person.show.handler(parts.show) } }),
      } as unknown as Procedures,
      { log: createLog({ stderr: false }), random: systemRandom },
    )

  it('refuses input that does not fit, without repeating it', async () => {
    const secret = 'ME1:SECRET-OF-A-RESIDENT'
    const long = 'A'.repeat(70_000)
    for (const input of [
      undefined,
      null,
      7,
      secret,
      { data: secret, source: 'typed' },
      { data: 'QQ==', source: secret },
      { data: long, source: 'typed' },
      { data: 'QQ==', source: 'typed', service: secret },
    ]) {
      const answer = await ask(twin.station.router, pretend('kiosk', 'resident'), ['scan', 'submit'], input)
      expect(answer).toMatchObject({
        error: { code: 'BAD_REQUEST', defined: true, data: { refusal: { code: 'invalid-input' } } },
      })
      if ('error' in answer) expect(JSON.stringify(answer.error.toJSON())).not.toContain('SECRET')
    }
  })

  it('has the same rules for what is served beside the contract', async () => {
    const { part, add } = createTrainingDoor()
    add({
      takes: ['books.reset'],
      orders: () => ({}),
      take: () => {
        throw new Error('quotes an input')
      },
    })
    const beside = createRouter({} as unknown as Procedures, {
      log: createLog({ stderr: false }),
      random: systemRandom,
      beside: part,
    })
    const order = (input: unknown) => ask(beside, pretend('kiosk', 'nobody'), ['training', 'order'], input)
    expect(await order({ do: 'station.explode' })).toMatchObject({
      error: { code: 'BAD_REQUEST', defined: true, data: { refusal: { code: 'invalid-input' } } },
    })
    expect(await order({ do: 'books.reset' })).toMatchObject({
      error: { code: 'INTERNAL_SERVER_ERROR', message: 'fault', data: { refusal: { code: 'fault' } } },
    })
  })

  it('checks the rules before the input', async () => {
    const answer = await ask(twin.station.router, pretend('counter', 'nobody'), ['scan', 'submit'], 'nonsense')
    expect(answer).toMatchObject({ error: { code: 'FORBIDDEN' } })
  })

  it('answers with an incident and no word of the error when something is thrown', async () => {
    const router = withProcedures({
      services: () => {
        throw new Error('TESTE UM 99001357')
      },
    })
    const answer = await ask(router, pretend('kiosk', 'resident'), ['services', 'list'])
    expect(answer).toMatchObject({
      error: {
        code: 'INTERNAL_SERVER_ERROR',
        defined: true,
        data: { refusal: { code: 'fault' }, incident: expect.stringMatching(/^[0-9a-f]{8}$/) as string },
      },
    })
    if ('error' in answer) expect(JSON.stringify(answer.error.toJSON())).not.toMatch(/TESTE|99001357|router/)
  })

  it('answers with the refusal of the disk when the disk failed', async () => {
    const router = withProcedures({
      services: () => {
        throw Object.assign(new Error(), { code: 'ERR_SQLITE_ERROR', errcode: 13 })
      },
    })
    expect(await ask(router, pretend('kiosk', 'resident'), ['services', 'list'])).toMatchObject({
      error: { data: { refusal: { code: 'disk-full' } } },
    })
  })

  it('treats an undeclared refusal and an output that does not fit as a fault', async () => {
    const undeclared = withProcedures({ show: () => ({ ok: false, refusal: { code: 'replayed' } }) })
    expect(await ask(undeclared, pretend('kiosk', 'resident'), ['person', 'show'])).toMatchObject({
      error: { code: 'INTERNAL_SERVER_ERROR', data: { refusal: { code: 'fault' } } },
    })
    const misshapen = withProcedures({
      services: () => [{ id: 'my-eid', department: 'DSI', purpose: 'show-own-eid', fields: ['shoeSize'] }] as never,
    })
    expect(await ask(misshapen, pretend('kiosk', 'resident'), ['services', 'list'])).toMatchObject({
      error: { code: 'INTERNAL_SERVER_ERROR', data: { refusal: { code: 'fault' } } },
    })
  })

  it('passes on a declared refusal', async () => {
    expect(await ask(twin.station.router, pretend('kiosk', 'resident'), ['person', 'show'])).toEqual({
      value: { ok: false, refusal: { code: 'person-gone' } },
    })
  })

  it('leaves out of an output what its procedure does not declare', async () => {
    const router = withProcedures({
      services: () => [{ id: 'my-eid', department: 'DSI', purpose: 'show-own-eid', fields: [], secret: 'x' }] as never,
    })
    expect(await ask(router, pretend('kiosk', 'resident'), ['services', 'list'])).toEqual({
      value: [{ id: 'my-eid', department: 'DSI', purpose: 'show-own-eid', fields: [] }],
    })
  })
})
