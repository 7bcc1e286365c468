import { describe, expect, it } from 'vitest'
import { createListeners } from './listeners.ts'

describe('listeners', () => {
  it('are told in their order until they stop', () => {
    const { add, tell } = createListeners<[number, string]>()
    const heard: unknown[] = []
    const stop = add((number, text) => heard.push(['first', number, text]))
    add((number) => heard.push(['second', number]))
    tell(1, 'one')
    stop()
    stop()
    tell(2, 'two')
    expect(heard).toEqual([
      ['first', 1, 'one'],
      ['second', 1],
      ['second', 2],
    ])
  })

  it('hear nothing after they are cleared', () => {
    const listeners = createListeners<[]>()
    const heard: string[] = []
    listeners.add(() => heard.push('told'))
    listeners.clear()
    listeners.tell()
    expect(heard).toEqual([])
  })

  it("that come while others are told wait for the next time, and who stops meanwhile isn't told", () => {
    const { add, tell } = createListeners<[]>()
    const heard: string[] = []
    let stopSecond: () => void = () => undefined
    const stopFirst = add(() => {
      heard.push('first')
      stopSecond()
      add(() => heard.push('late'))
    })
    stopSecond = add(() => heard.push('second'))
    tell()
    expect(heard).toEqual(['first'])
    stopFirst()
    tell()
    expect(heard).toEqual(['first', 'late'])
  })

  it('break it off when one throws, unless somebody takes what it throws', () => {
    const [strict, faults] = [createListeners<[]>(), [] as unknown[]]
    const tolerant = createListeners<[]>((error) => faults.push(error))
    const heard: string[] = []
    for (const { add } of [strict, tolerant]) {
      add(() => {
        throw new Error('broken')
      })
      add(() => heard.push('second'))
    }
    expect(() => strict.tell()).toThrow('broken')
    expect(heard).toEqual([])
    tolerant.tell()
    expect([heard, faults]).toEqual([['second'], [new Error('broken')]])
  })
})
