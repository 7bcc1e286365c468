import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { IdentityRead } from '../../contract/index.ts'
import { createReadRecord } from './read-record.ts'

const read = (at: number, from: IdentityRead['from']): IdentityRead => ({
  at: new Date(at).toISOString(),
  from,
  fields: ['nameForeign'],
  service: from === 'eid' ? 'my-eid' : 'eid-binding',
  purpose: from === 'eid' ? 'show-own-eid' : 'bind',
  department: 'DSI',
  place: 'kiosk',
  actor: 'resident',
})

const somebody = fc.constantFrom(1, 2, 3)
const steps = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('read' as const), who: somebody, heldBy: fc.constantFrom('eid', 'card') }),
    fc.record({ does: fc.constant('guardian' as const) }),
    fc.record({ does: fc.constant('release' as const), heldBy: fc.constantFrom('eid', 'card') }),
    fc.record({ does: fc.constant('clear' as const) }),
  ),
  { maxLength: 30 },
)

it('lists each read of whoever is in front exactly once, and never one of anybody before', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      let told = 0
      const record = createReadRecord((count) => void (told = count))
      let who: number | undefined
      let holds = new Set<string>()
      let expected: IdentityRead[] = []
      const forget = () => {
        who = undefined
        holds = new Set()
        expected = []
      }
      for (const [at, step] of taken.entries()) {
        if (step.does === 'read') {
          if (who !== step.who) forget()
          who = step.who
          holds.add(step.heldBy)
          const next = read(at, step.heldBy === 'eid' ? 'eid' : 'id-card')
          expected.push(next)
          record.note(Uint8Array.of(step.who), step.heldBy, next)
        } else if (step.does === 'guardian') {
          const next = read(at, 'guardian-card')
          if (holds.has('card')) expected.push(next)
          record.noteGuardian(next)
        } else if (step.does === 'release') {
          holds.delete(step.heldBy)
          if (holds.size === 0) forget()
          record.release(step.heldBy)
        } else {
          forget()
          record.clear()
        }
        expect(record.list()).toEqual(expected)
        expect(told).toBe(expected.length)
      }
    }),
  )
})

it('says of the card that was read last how it was shown to be in its holder’s hand', () => {
  const record = createReadRecord(() => undefined)
  record.note(Uint8Array.of(1), 'card', read(1, 'id-card'))
  record.noteGuardian(read(2, 'guardian-card'))
  record.noteMatch('finger')
  expect(record.list().map(({ matched }) => matched)).toEqual([undefined, 'finger'])
})
