import { describe, expect, it } from 'vitest'
import { pageIncident, type Face } from '../../contract/index.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { createIncidents } from './incidents.ts'
import { INCIDENTS_COUNTED_MS, MAX_INCIDENTS } from './limits.ts'
import { createSessions } from '../serving/sessions.ts'

function setUp() {
  const lines: { facts: object; message: string }[] = []
  const keep = (facts: object, message: string) => void lines.push({ facts, message })
  const { clock, pass } = createManualClock()
  const sessions = createSessions(clock)
  const session = (name: string, face: Face = 'kiosk') => sessions.join({ face, session: name }).session
  return { lines, pass, session, incidents: createIncidents({ clock, log: { info: keep, warn: keep, error: keep } }) }
}

const one = (incident: string) => ({ incident, where: 'page' as const, error: 'TypeError' })

describe("a page's incident", () => {
  it("is logged by its id and its error's class when it is reported", () => {
    const { incidents, lines, session } = setUp()
    incidents.report(session('a'), one('0a1b2c3d'))
    expect(lines).toEqual([
      { facts: { incident: '0a1b2c3d', where: 'page', error: 'TypeError', face: 'kiosk' }, message: 'a page failed' },
    ])
  })

  it('is not logged when its face has reported too many, and is again later', async () => {
    const { incidents, lines, pass, session } = setUp()
    const a = session('a')
    for (let count = 0; count < MAX_INCIDENTS * 3; count++) incidents.report(a, one('0a1b2c3d'))
    expect(lines.map(({ message }) => message)).toEqual([
      ...Array.from({ length: MAX_INCIDENTS }, () => 'a page failed'),
      'a page reports too many incidents',
    ])
    incidents.report(session('b'), one('11111111'))
    expect(lines).toHaveLength(MAX_INCIDENTS + 1)
    incidents.report(session('c', 'counter'), one('33333333'))
    expect(lines.at(-1)?.facts).toMatchObject({ incident: '33333333' })
    await pass(INCIDENTS_COUNTED_MS)
    incidents.report(a, one('22222222'))
    expect(lines.at(-1)?.facts).toMatchObject({ incident: '22222222' })
  })

  it("leaves out a person's words that a page puts in", () => {
    for (const wrong of [
      { ...one('0a1b2c3d'), error: 'TESTE UM' },
      { ...one('0a1b2c3d'), error: 'TESTE' },
      { ...one('0a1b2c3d'), error: `${'x'.repeat(31)}Error` },
      { ...one('0a1b2c3d'), error: '99001357' },
      one('99001357TESTE'),
      one('測試一'),
      { ...one('0a1b2c3d'), where: 'elsewhere' },
    ])
      expect(pageIncident.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
    expect(pageIncident.parse({ ...one(crypto.randomUUID()), message: 'TESTE UM', stack: 'TESTE' })).not.toHaveProperty(
      'message',
    )
  })
})
