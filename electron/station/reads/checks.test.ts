import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleJournal, type SampleJournal } from '../../../build/twins/journal.ts'
import { refuse } from '../../contract/index.ts'
import type { Entry, Journal } from '../journal/index.ts'
import { storageRefusal } from '../storage/faults.ts'
import { createIdentityChecks, type IdentityCheck, type IdentityChecks } from './checks.ts'
import { CHECKS_COUNTED_MS, MOST_REFUSED, MOST_VERIFIED } from './limits.ts'

const CHECK = {
  from: 'eid',
  service: 'identity-check',
  purpose: 'confirm-identity',
  place: 'counter',
  actor: 'clerk-1',
} as const satisfies IdentityCheck

let sample: SampleJournal
let entries: Entry[]
let faults: unknown[]
let checks: IdentityChecks

const make = (journal: Journal | undefined) =>
  createIdentityChecks({
    journal,
    clock: sample.manual.clock,
    training: true,
    storageRefusal,
    onFault: (error) => void faults.push(error),
  })

beforeEach(async () => {
  sample = await createSampleJournal()
  const journal = sample.open()
  entries = []
  faults = []
  journal.onAppend((added) => void entries.push(...added))
  checks = make(journal)
})
afterEach(() => sample.close())

describe('a check of identity', () => {
  it('is recorded with its service and purpose, how, where and by whom, and nothing else', async () => {
    expect(await checks.verified(CHECK, 'online')).toEqual({ ok: true })
    await checks.refused({ ...CHECK, place: 'kiosk', actor: 'resident' }, 'expired')
    expect(entries.map(({ kind, actor, transaction }) => ({ kind, actor, transaction }))).toEqual([
      { kind: 'identity-checked', actor: 'clerk-1', transaction: null },
      { kind: 'identity-checked', actor: 'resident', transaction: null },
    ])
    const reading = { from: 'eid', service: 'identity-check', purpose: 'confirm-identity', training: true }
    expect(entries.map(({ facts }) => facts)).toEqual([
      { ...reading, place: 'counter', result: 'verified', assurance: 'online' },
      { ...reading, place: 'kiosk', result: 'refused', why: 'expired' },
    ])
  })

  it('that the disk does not take is refused, so that nobody is shown', async () => {
    sample.fault = () => {
      throw Object.assign(new Error('disk'), { code: 'ENOSPC' })
    }
    expect(await checks.verified(CHECK, 'online')).toEqual(refuse('disk-full'))
    await checks.refused(CHECK, 'expired')
    expect([entries.length, faults.length]).toEqual([0, 2])
  })

  it('is refused where the journal is not open', async () => {
    expect(await make(undefined).verified(CHECK, 'online')).toEqual(refuse('key-locked'))
  })

  it('is refused where too many came within a minute, and goes on after it', async () => {
    for (let count = 0; count < MOST_VERIFIED; count += 1)
      expect(await checks.verified(CHECK, 'bundle')).toEqual({ ok: true })
    expect(await checks.verified(CHECK, 'bundle')).toEqual(refuse('too-often'))
    await sample.manual.pass(CHECKS_COUNTED_MS)
    expect(await checks.verified(CHECK, 'bundle')).toEqual({ ok: true })
  })

  it('that was refused is counted with others where many were, and none is lost when the station ends', async () => {
    for (let count = 0; count < MOST_REFUSED + 3; count += 1) await checks.refused(CHECK, 'malformed')
    expect(entries).toHaveLength(MOST_REFUSED)
    await sample.manual.pass(CHECKS_COUNTED_MS)
    expect(entries.at(-1)).toMatchObject({ kind: 'identity-checks-refused', actor: 'system', facts: { count: 3 } })
    for (let count = 0; count < MOST_REFUSED + 1; count += 1) await checks.refused(CHECK, 'malformed')
    await checks.close()
    expect(entries.at(-1)).toMatchObject({ kind: 'identity-checks-refused', facts: { count: 1 } })
  })
})
