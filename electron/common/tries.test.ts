import { describe, expect, it } from 'vitest'
import { createTries } from './tries.ts'

function pausing(most = Infinity) {
  const paused: number[] = []
  const again = createTries((count) => {
    paused.push(count)
    return Promise.resolve(paused.length <= most)
  })
  return { paused, again }
}

describe('a row of tries', () => {
  it('begins at once and pauses after each try, which it counts', async () => {
    const { again, paused } = pausing()
    let tried = 0
    while (await again()) if ((tried += 1) === 3) break
    expect([tried, paused]).toEqual([3, [0, 1]])
  })

  it('ends when a pause says that there may be no more', async () => {
    const { again, paused } = pausing(1)
    let tried = 0
    while (await again()) tried += 1
    expect([tried, paused]).toEqual([2, [0, 1]])
  })

  it("doesn't pause for a try that nobody asks for", async () => {
    const { again, paused } = pausing()
    expect(await again()).toBe(true)
    expect(paused).toEqual([])
  })
})
