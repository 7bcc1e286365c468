import { afterEach, beforeEach, expect, it } from 'vitest'
import { accepted } from '../../../build/twins/accepted.ts'
import { createBindingTwin, MOTHER, numberOf, ADULT, type BindingTwin } from '../../../build/twins/binding.ts'
import { refuse } from '../../contract/index.ts'
import { MOST_PAPERS } from './limits.ts'

let twin: BindingTwin
let page: ReturnType<BindingTwin['page']>

beforeEach(async () => {
  twin = await createBindingTwin()
  page = twin.page()
})
afterEach(() => twin.close())

const confirm = () => twin.desk.confirm(page.owner, page.shown()?.confirmation ?? '', 'touch')

async function bind(): Promise<void> {
  accepted(twin.desk.begin(page.owner, 'bind'))
  await twin.insert(ADULT)
  await twin.touch(ADULT)
  accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
  expect(twin.desk.paper(page.owner, 'pt')).toEqual(refuse('act-changed'))
  accepted(await confirm())
}

it('what was done can be printed and shown, a few times a minute', async () => {
  await bind()
  expect(page.shown()?.hasPaper).toBe(true)
  expect(accepted(twin.desk.paper(page.owner, 'pt')).paper.code).toMatch(/^MER1:/)
  for (let count = 0; count < MOST_PAPERS; count += 1)
    expect(await twin.desk.print(page.owner, 'en')).toEqual({ ok: true })
  expect(twin.printer.printed()).toHaveLength(MOST_PAPERS)
  expect(await twin.desk.print(page.owner, 'en')).toEqual(refuse('too-often'))
})

it('a printer that has no paper says so, and the picture can be had', async () => {
  await bind()
  twin.printer.paper('out')
  expect(await twin.desk.print(page.owner, 'pt')).toMatchObject({ refusal: { code: 'printer-out' } })
  expect(twin.desk.paper(page.owner, 'pt').ok).toBe(true)
})

it('an outcome that is not known gives a slip, which finds the act again once it is settled', async () => {
  twin.bind(MOTHER)
  accepted(twin.desk.begin(page.owner, 'freeze'))
  await twin.insert(MOTHER)
  await twin.touch(MOTHER)
  accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
  twin.register.planFaults('performAct', 'lose')
  twin.register.planFaults('settleAct', 'drop')
  accepted(await confirm())
  const transaction = page.shown()?.act ?? ''
  expect(accepted(twin.desk.paper(page.owner, 'pt')).paper.code).toMatch(/^MEP1:/)
  await twin.desk.leave(page.owner.session)
  await twin.manual.pass(60_000)
  const other = twin.page()
  accepted(twin.desk.recall(other.owner, transaction))
  expect(other.shown()).toMatchObject({ kind: 'freeze', step: 'over', state: 'done', hasPaper: true, canEnd: false })
  await twin.manual.pass(0)
  expect(other.shown()?.done?.undoCode).toMatch(/^MEU1:/)
  expect(other.shown()?.holder).toBeUndefined()
  expect(twin.desk.recall(other.owner, '019cad3f-6f00-7abc-8def-0123456789ab')).toEqual(refuse('act-unknown'))
})
