import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startHeartbeat } from './heartbeat.ts'

let heard: string[]
let asked: { answer(): void; refuse(): void }[]
let stop: () => void
beforeEach(() => {
  vi.useFakeTimers()
  heard = []
  asked = []
  stop = startHeartbeat({
    ask: () =>
      new Promise<void>((resolve, reject) => {
        asked.push({ answer: resolve, refuse: () => reject(new Error('no')) })
      }),
    silent: () => void heard.push('silent'),
    answers: () => void heard.push('answers'),
    timers: globalThis,
  })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

it('the heartbeat reports silence within ten seconds, and an answer after it', async () => {
  await vi.advanceTimersByTimeAsync(10_000)
  expect([heard, asked.length]).toEqual([['silent'], 1])
  asked[0]?.answer()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(heard).toEqual(['silent', 'answers', 'silent'])
})

it('the heartbeat reports nothing while there are answers or refusals', async () => {
  for (let times = 0; times < 10; times++) {
    await vi.advanceTimersByTimeAsync(5000)
    asked.at(-1)?.[times % 2 === 0 ? 'answer' : 'refuse']()
  }
  expect([heard, asked.length > 5]).toEqual([[], true])
})

it('the heartbeat reports no silence when the page itself stood still', async () => {
  await vi.advanceTimersByTimeAsync(3000)
  // The page is blocked for 60 s; after that its timer fires before the answer is handled.
  const real = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => real() + 60_000)
  await vi.advanceTimersByTimeAsync(4600)
  asked[0]?.answer()
  await vi.advanceTimersByTimeAsync(1000)
  expect(heard).toEqual([])
  vi.restoreAllMocks()
})

it('the heartbeat reports nothing once it is stopped', async () => {
  await vi.advanceTimersByTimeAsync(3000)
  stop()
  asked[0]?.answer()
  await vi.advanceTimersByTimeAsync(20_000)
  expect([heard, asked.length]).toEqual([[], 1])
})
