import { describe, expect, it } from 'vitest'
import type { Person, StationEvent } from '../../contract/index.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { MAX_WAITING_EVENTS, PERSON_KEPT_MS, SESSION_KEPT_MS } from './limits.ts'
import { createSessions } from './sessions.ts'

const CLERK = { id: 'c', name: 'C', role: 'clerk' } as const
const at = '2026-03-01T00:00:00.000Z'
const someone: Person = {
  service: 'my-eid',
  purpose: 'show-own-eid',
  fields: [],
  assurance: { level: 'online', at },
  readAt: at,
}
const held = { masked: someone, shown: someone, eid: { bindingId: new Uint8Array(16), cti: new Uint8Array(16) } }
const cleared: StationEvent = { type: 'person-cleared' }

function make() {
  const { clock, pass } = createManualClock()
  return { sessions: createSessions(clock), pass }
}

describe('a session', () => {
  it('has the role of its face, and at a counter that of whoever signed in', () => {
    const { sessions } = make()
    expect(sessions.join({ face: 'kiosk', session: 'a' }).session.role).toBe('resident')
    expect(sessions.join({ face: 'technician', session: 'a' }).session.role).toBe('technician')
    const { session } = sessions.join({ face: 'counter', session: 'a' })
    expect(session.role).toBe('nobody')
    session.signIn(CLERK)
    expect(session.role).toBe('clerk')
    session.signOut()
    expect(session.role).toBe('nobody')
  })

  it('reads codes for the service that its page said last, until its operator signs out', () => {
    const { sessions } = make()
    const { session } = sessions.join({ face: 'counter', session: 'a' })
    session.signIn(CLERK)
    session.expectScansFor('identity-check')
    session.end()
    expect(session.expectedService).toBe('identity-check')
    session.signOut()
    expect(session.expectedService).toBeUndefined()
  })

  it('is one for all connections of a page, and another for another face or page', () => {
    const { sessions } = make()
    const { session } = sessions.join({ face: 'kiosk', session: 'a' })
    expect(sessions.join({ face: 'kiosk', session: 'a' }).session).toBe(session)
    expect(sessions.join({ face: 'kiosk', session: 'b' }).session).not.toBe(session)
    expect(sessions.join({ face: 'counter', session: 'a' }).session).not.toBe(session)
  })

  it.each([
    ['the person is done', (session: ReturnType<typeof joined>['session']) => session.end()],
    ['the clerk signs out', (session: ReturnType<typeof joined>['session']) => session.signOut()],
    ['another clerk signs in', (session: ReturnType<typeof joined>['session']) => session.signIn(CLERK)],
  ])('forgets the person, tells the page and starts a new presence when %s', async (_when, act) => {
    const { session } = joined()
    session.setPerson(held)
    const events = session.subscribe()
    const { presence } = session
    act(session)
    expect(session.person).toBeNull()
    expect(session.presence).toBeGreaterThan(presence)
    expect(await events.next()).toEqual({ done: false, value: cleared })
  })

  it('forgets the person after the limit, which starts again when they are shown', async () => {
    const { session, pass } = joined()
    session.setPerson(held)
    await pass(PERSON_KEPT_MS - 1)
    session.keepPerson()
    await pass(PERSON_KEPT_MS - 1)
    expect(session.person).not.toBeNull()
    await pass(1)
    expect(session.person).toBeNull()
  })

  it('keeps its visit when its page reloads soon, and ends it when the page stays away', async () => {
    const { sessions, pass } = make()
    const caller = { face: 'kiosk', session: 'a' } as const
    const first = sessions.join(caller)
    const { visit } = first.session
    first.leave()
    await pass(SESSION_KEPT_MS - 1)
    const again = sessions.join(caller)
    expect([again.session, again.session.visit]).toEqual([first.session, visit])
    again.leave()
    await pass(SESSION_KEPT_MS)
    expect(first.session.visit).toBeGreaterThan(visit)
    const { session } = joined()
    const before = session.visit
    session.end()
    expect(session.visit).toBeGreaterThan(before)
  })

  it('forgets the person when its last connection closes, and the sign-in later', async () => {
    const { sessions, pass } = make()
    const caller = { face: 'counter', session: 'a' } as const
    const first = sessions.join(caller)
    const second = sessions.join(caller)
    first.session.signIn(CLERK)
    first.session.setPerson(held)
    first.leave()
    first.leave()
    expect(first.session.person).not.toBeNull()
    second.leave()
    expect(first.session.person).toBeNull()
    await pass(SESSION_KEPT_MS - 1)
    const reloaded = sessions.join(caller)
    expect(reloaded.session.role).toBe('clerk')
    reloaded.leave()
    await pass(SESSION_KEPT_MS)
    expect(sessions.size()).toBe(0)
    expect(sessions.join(caller).session.role).toBe('nobody')
  })

  it('does one piece of work after another, even when one fails', async () => {
    const { session } = joined()
    const order: string[] = []
    const slow = session.inTurn(async () => {
      await Promise.resolve()
      order.push('first')
      throw new Error('first')
    })
    const fast = session.inTurn(() => Promise.resolve(order.push('second')))
    await expect(slow).rejects.toThrow('first')
    await fast
    expect(order).toEqual(['first', 'second'])
  })
})

describe('a stream of events', () => {
  it('gives every event in order to every subscriber of the session', async () => {
    const { session } = joined()
    const streams = [session.subscribe(), session.subscribe()]
    const waiting = streams[0]!.next()
    session.publish({ type: 'scan-read', kind: 'unknown' })
    session.publish(cleared)
    expect((await waiting).value).toEqual({ type: 'scan-read', kind: 'unknown' })
    expect((await streams[0]!.next()).value).toEqual(cleared)
    expect((await streams[1]!.next()).value).toEqual({ type: 'scan-read', kind: 'unknown' })
  })

  it('ends when the caller goes, even while it waits', async () => {
    const { session } = joined()
    const going = new AbortController()
    const stream = session.subscribe(going.signal)
    const waiting = stream.next()
    going.abort()
    expect((await waiting).done).toBe(true)
    session.publish(cleared)
    expect((await stream.next()).done).toBe(true)
    const gone = session.subscribe(AbortSignal.abort())
    expect((await gone.next()).done).toBe(true)
  })

  it('ends when its reader leaves too many events unread', async () => {
    const { session } = joined()
    const stream = session.subscribe()
    for (let count = 0; count <= MAX_WAITING_EVENTS; count++) session.publish(cleared)
    expect((await stream.next()).done).toBe(true)
  })
})

describe('the active session of a face', () => {
  it('is the connected one used last that has one of the roles', async () => {
    const { sessions, pass } = make()
    const a = sessions.join({ face: 'counter', session: 'a' })
    const b = sessions.join({ face: 'counter', session: 'b' })
    sessions.join({ face: 'kiosk', session: 'c' })
    expect(sessions.active('counter', ['clerk'])).toBeUndefined()
    a.session.signIn(CLERK)
    b.session.signIn(CLERK)
    await pass(1)
    b.session.noteUse()
    expect(sessions.active('counter', ['clerk'])).toBe(b.session)
    await pass(1)
    a.session.noteUse()
    expect(sessions.active('counter', ['clerk'])).toBe(a.session)
    a.leave()
    expect(sessions.active('counter', ['clerk'])).toBe(b.session)
  })
})

function joined() {
  const { sessions, pass } = make()
  return { session: sessions.join({ face: 'counter', session: 'a' }).session, pass }
}
