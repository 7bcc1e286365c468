import { expect, it } from 'vitest'
import { createCashTender } from './cash.ts'

const cash = createCashTender({ now: () => 7 })
const attempt = '019ab000-0000-7000-8000-000000000001/1'

it('cash is approved at once, since the clerk has it in their hand', async () => {
  expect(cash.health()).toMatchObject({ kind: 'cash', state: 'ready', since: 7 })
  expect(
    await cash.ask({ attempt, amountAvos: 85_000, deadlineMs: 1 }, { signal: new AbortController().signal }),
  ).toMatchObject({ state: 'approved', approvedAvos: 85_000 })
})

it('cash is unknown to status and reversal, since only the clerk can say', async () => {
  expect(await cash.status(attempt)).toEqual({ state: 'unknown' })
  expect(await cash.reverse({ attempt })).toEqual({ state: 'unknown' })
})
