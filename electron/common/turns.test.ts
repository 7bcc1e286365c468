import { setImmediate as untilImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createKeyedTurns, createLanes, createTurns } from './turns.ts'

/** Pieces of work that end when the test says so, and a list of what happened. */
function works() {
  const happened: string[] = []
  const ends = new Map<string, PromiseWithResolvers<undefined>>()
  return {
    happened,
    async end(name: string, error?: Error) {
      if (error) ends.get(name)?.reject(error)
      else ends.get(name)?.resolve(undefined)
      await untilImmediate()
    },
    work: (name: string) => async () => {
      happened.push(name)
      const end = Promise.withResolvers<undefined>()
      ends.set(name, end)
      await end.promise
      return name
    },
  }
}

describe('turns', () => {
  it('start a work when the one before it has ended, and answer what it answers', async () => {
    const inTurn = createTurns()
    const { work, end, happened } = works()
    const answers = [inTurn(work('first')), inTurn(work('second'))]
    await untilImmediate()
    expect(happened).toEqual(['first'])
    await end('first')
    expect(happened).toEqual(['first', 'second'])
    await end('second')
    expect(await Promise.all(answers)).toEqual(['first', 'second'])
  })

  it('go on when a work fails, and only that one is told', async () => {
    const inTurn = createTurns()
    const { work, end } = works()
    const failing = expect(inTurn(work('first'))).rejects.toThrow('broken')
    const after = inTurn(work('second'))
    await untilImmediate()
    await end('first', new Error('broken'))
    await failing
    await end('second')
    expect(await after).toBe('second')
  })

  it("of two keys don't wait for each other", async () => {
    const inTurn = createKeyedTurns<string>()
    const { work, end, happened } = works()
    const answers = [inTurn('a', work('a1')), inTurn('a', work('a2')), inTurn('b', work('b1'))]
    await untilImmediate()
    expect(happened).toEqual(['a1', 'b1'])
    await end('a1')
    expect(happened).toEqual(['a1', 'b1', 'a2'])
    await end('a2')
    await end('b1')
    expect(await Promise.all(answers)).toEqual(['a1', 'a2', 'b1'])
  })

  it('of a key go on when a work fails', async () => {
    const inTurn = createKeyedTurns<string>()
    await expect(inTurn('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await inTurn('a', () => Promise.resolve(1))).toBe(1)
  })

  it('answer at once and end later when a work says when it is over', async () => {
    const inTurn = createKeyedTurns<string>()
    const { work, happened } = works()
    const written = Promise.withResolvers<undefined>()
    expect(
      await inTurn(
        'a',
        () => Promise.resolve('given'),
        () => written.promise,
      ),
    ).toBe('given')
    void inTurn('a', work('next'))
    await untilImmediate()
    expect(happened).toEqual([])
    written.reject(new Error('broken'))
    await untilImmediate()
    expect(happened).toEqual(['next'])
  })

  it('start as many works at once as there are lanes, and the next when one ends or fails', async () => {
    const inLane = createLanes(2)
    const { work, end, happened } = works()
    const answers = Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((name) => inLane(work(name))))
    await untilImmediate()
    expect(happened).toEqual(['a', 'b'])
    await end('b', new Error('broken'))
    expect(happened).toEqual(['a', 'b', 'c'])
    await end('a')
    await end('c')
    expect(happened).toEqual(['a', 'b', 'c', 'd', 'e'])
    await end('d')
    await end('e')
    expect((await answers).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
  })
})
