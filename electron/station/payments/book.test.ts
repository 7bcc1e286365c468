import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleJournal, TRANSACTION, type SampleJournal } from '../../../build/twins/journal.ts'
import { systemRandom } from '../../start/system.ts'
import type { Journal } from '../journal/index.ts'
import { openBook, type Book } from './book.ts'

let at: SampleJournal
let journal: Journal
let book: Book
let mayUndo: boolean

beforeEach(async () => {
  at = await createSampleJournal()
  journal = at.open()
  mayUndo = true
  book = openBook({
    journal,
    clock: at.manual.clock,
    random: systemRandom,
    mayUndo: () => mayUndo,
    onFault: () => undefined,
  })
  const items = [{ item: `${TRANSACTION}:1`, agency: 'DSAT', kind: 'tax', avos: 85_000, requires: [] }]
  await book.begin(TRANSACTION, 'resident', {
    kind: 'payment-intended',
    facts: { tender: 'card', place: 'kiosk', totalAvos: 85_000, training: true, items },
  })
})
afterEach(() => {
  book.close()
  at.close()
})

const story = () => journal.entriesOf(TRANSACTION).map(({ kind }) => kind)
const giveUp = () => book.move(TRANSACTION, 'payment-refused', { why: 'payment-interrupted' })
/** Lets everything happen that needs no time to pass. */
const quiet = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve)
  })

/** Expects that an undoing move waits until it may be made, while a forward move is made at once. */
async function expectWaiting(given: Promise<boolean>): Promise<void> {
  expect(story()).toEqual(['payment-intended'])
  expect(await book.move(TRANSACTION, 'payment-reserved', {})).toBe(true)
  mayUndo = true
  await at.manual.pass(60_000)
  expect(await given).toBe(true)
  expect(story()).toEqual(['payment-intended', 'payment-reserved', 'payment-refused'])
}

describe('a move that undoes something', () => {
  it("isn't made when it becomes forbidden while waiting for its turn, and blocks no other move", async () => {
    const { promise, resolve: end } = Promise.withResolvers<undefined>()
    const before = book.inTurn(TRANSACTION, () => promise)
    const given = giveUp()
    await quiet()
    mayUndo = false
    end(undefined)
    await before
    await quiet()
    await expectWaiting(given)
  })

  it("isn't made when it becomes forbidden while the disk takes no entry", async () => {
    at.fault = () => {
      throw Object.assign(new Error('disk'), { code: 'EIO' })
    }
    const given = giveUp()
    await quiet()
    mayUndo = false
    at.fault = undefined
    await at.manual.pass(60_000)
    await expectWaiting(given)
  })

  it("isn't made once the book is closed", async () => {
    mayUndo = false
    const given = giveUp()
    await quiet()
    book.close()
    mayUndo = true
    expect(await given).toBe(false)
    expect(story()).toEqual(['payment-intended'])
  })
})

describe('an entry with a condition', () => {
  it('comes before every move that arrives while the condition is asked for', async () => {
    const { promise, resolve: answer } = Promise.withResolvers<boolean>()
    const noted = book.note(TRANSACTION, { kind: 'task-ended', facts: { how: 'settled', avos: 85_000 } }, () => promise)
    const reserved = book.move(TRANSACTION, 'payment-reserved', {})
    await quiet()
    expect(story()).toEqual(['payment-intended'])
    answer(true)
    expect([await noted, await reserved, story()]).toEqual([true, false, ['payment-intended', 'task-ended']])
  })

  it("isn't written when its condition is false, and blocks no move", async () => {
    const noted = book.note(TRANSACTION, { kind: 'task-ended', facts: { how: 'settled', avos: 85_000 } }, () =>
      Promise.resolve(false),
    )
    expect([await noted, await book.move(TRANSACTION, 'payment-reserved', {}), story()]).toEqual([
      false,
      true,
      ['payment-intended', 'payment-reserved'],
    ])
  })
})
