import { expect, it } from 'vitest'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import { createWaiting } from './waiting.ts'

const WITHIN_MS = 2_000

function open() {
  const manual = createManualClock()
  const waiting = createWaiting(manual.clock, WITHIN_MS, 'late')
  const given: number[] = []
  const give = () => waiting.add((n) => given.push(n))
  return { ...manual, waiting, given, give }
}

it('answers each order with its own answer, in whichever order they come', async () => {
  const { waiting, given, give, timers } = open()
  const orders = [give(), give()]
  const [first = 0, second = 0] = given
  waiting.end(second, 'b')
  waiting.end(first, 'a')
  expect(await Promise.all(orders)).toEqual(['a', 'b'])
  expect(timers()).toBe(0)
})

it('answers late where no answer came in time, and takes none that comes then', async () => {
  const { waiting, given, give, pass } = open()
  const order = give()
  let answer: string | undefined
  void order.then((came) => (answer = came))
  await pass(WITHIN_MS - 1)
  expect(answer).toBeUndefined()
  await pass(1)
  waiting.end(given[0] ?? 0, 'a')
  expect(await order).toBe('late')
})

it('ends what waits at once, and an order that could not be given, and leaves no timer behind', async () => {
  const { waiting, give, timers } = open()
  const orders = [give(), give()]
  waiting.endAll('stopped')
  expect(await Promise.all(orders)).toEqual(['stopped', 'stopped'])
  expect(await waiting.add((_, end) => end('not given'))).toBe('not given')
  expect(timers()).toBe(0)
})
