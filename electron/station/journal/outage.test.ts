import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleJournal, entry, type SampleJournal } from '../../../build/twins/journal.ts'

let at: SampleJournal
beforeEach(async () => {
  at = await createSampleJournal()
})
afterEach(() => at.close())

const fail = (error: object) => () => {
  throw Object.assign(new Error('disk'), error)
}

describe('a disk that takes no entries', () => {
  it.each([
    ['disk-full', { code: 'ENOSPC' }],
    ['disk-full', { errcode: 13 }],
    ['folder-unwritable', { code: 'EROFS' }],
    ['folder-unwritable', { errcode: 8 }],
    ['data-damaged', { code: 'EIO' }],
    ['data-damaged', { errcode: 10 }],
  ])('is reported as what it is (%s), and tried again until it takes them', async (code, error) => {
    const journal = at.open()
    let heard = 0
    journal.onUnwritten(() => heard++)
    at.fault = fail(error)
    await expect(journal.append([entry()])).rejects.toMatchObject(error)
    await expect(journal.append([entry()])).rejects.toMatchObject(error)
    expect([journal.unwritten(), journal.fault(), heard]).toEqual([code, undefined, 1])
    await at.manual.pass(10_000)
    expect(journal.unwritten()).toBe(code)
    at.fault = undefined
    await at.manual.pass(3_000)
    expect([journal.unwritten(), heard, journal.head().seq]).toEqual([undefined, 2, 1])
    at.fault = fail(error)
    await expect(journal.append([entry()])).rejects.toMatchObject(error)
    at.fault = undefined
    await journal.append([entry()])
    expect([journal.unwritten(), heard]).toEqual([undefined, 4])
  })

  it.each([11, 26])(
    "is the journal's fault until the next start when the database is damaged (%i)",
    async (errcode) => {
      const journal = at.open()
      at.fault = fail({ errcode })
      await expect(journal.append([entry()])).rejects.toMatchObject({ errcode })
      expect(journal.fault()).toEqual({ seq: 2, why: 'not-kept' })
      at.fault = undefined
      await at.manual.pass(10_000)
      expect(journal.fault()).toEqual({ seq: 2, why: 'not-kept' })
    },
  )
})
