import type { Clock } from '../../../hardware/ports.ts'
import { createTurns } from '../../common/turns.ts'
import type { Face, Operator, Person, Role, StationEvent } from '../../contract/index.ts'
import { openStream, type EventStream } from './events.ts'
import { PERSON_KEPT_MS, SESSION_KEPT_MS } from './limits.ts'

/** Who stands behind a connection: the window's face, and an opaque id of the page's session. */
export interface Caller {
  face: Face
  session: string
}

/**
 * A verified person, in memory only: the approved fields and nothing else, as they are shown first and when they are
 * asked for.
 */
export interface HeldPerson {
  masked: Person
  shown: Person
  /** As the gateway knows the eID: it says what this person has to pay. 16 bytes each. */
  eid: { bindingId: Uint8Array; cti: Uint8Array }
}

/** What the station knows of one page session. It ends with the process. */
export interface Session {
  readonly face: Face
  readonly role: Role
  readonly operator: Operator | null
  readonly person: HeldPerson | null
  /** Rises whenever the person is gone or forgotten: work that began before must not bring them back. */
  readonly presence: number
  /**
   * Rises when whoever is in front has gone for good. A lost connection alone is no end: their page may be loading
   * again, and finds its payment.
   */
  readonly visit: number
  /** Milliseconds of the monotonic clock at which the session last asked for something. */
  readonly lastUsed: number
  use(): void
  signIn(operator: Operator): void
  signOut(): void
  hold(person: HeldPerson): void
  /** The person's time begins anew. */
  keepPerson(): void
  /** The person is no longer known; the time of whoever is in front goes on. */
  dropPerson(): void
  /** The page is no longer connected: the person is forgotten, the payment that they have under way isn't yet. */
  lose(): void
  /** The person has gone: nothing is kept, and nothing that is still under way for them will be. */
  end(): void
  /** Runs `work` after the session's earlier work: one scan after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  publish(event: StationEvent): void
  subscribe(signal?: AbortSignal): EventStream
}

export interface Sessions {
  /** The caller's session, made at its first connection; `leave` ends this connection's part in it. */
  join(caller: Caller): { session: Session; leave: () => void }
  /** The session of this face that was used last and may act as one of `roles`. */
  active(face: Face, roles: readonly Role[]): Session | undefined
  /** Tells every session. */
  publish(event: StationEvent): void
  /** Whether any session knows a person. */
  holdsPerson(): boolean
  size(): number
  close(): void
}

/**
 * The sessions of a station. A person is forgotten at the last connection's end; the sign-in a little later, so that a
 * page may reload.
 */
export function createSessions(clock: Clock): Sessions {
  const open = new Map<string, { session: Session; connections: number; cancelEnd: () => void }>()

  return {
    join(caller) {
      const key = `${caller.face}:${caller.session}`
      const entry = open.get(key) ?? {
        session: createSession(caller.face, clock),
        connections: 0,
        cancelEnd: () => undefined,
      }
      open.set(key, entry)
      entry.cancelEnd()
      entry.connections += 1
      let isIn = true
      return {
        session: entry.session,
        leave() {
          if (!isIn) return
          isIn = false
          entry.connections -= 1
          if (entry.connections > 0) return
          entry.session.lose()
          entry.cancelEnd = clock.after(SESSION_KEPT_MS, () => {
            entry.session.signOut()
            open.delete(key)
          })
        },
      }
    },
    active(face, roles) {
      const able = [...open.values()].filter(
        ({ session, connections }) => connections > 0 && session.face === face && roles.includes(session.role),
      )
      return able.sort((a, b) => b.session.lastUsed - a.session.lastUsed)[0]?.session
    },
    publish(event) {
      for (const { session } of open.values()) session.publish(event)
    },
    holdsPerson: () => [...open.values()].some(({ session }) => session.person !== null),
    size: () => open.size,
    close() {
      for (const { session, cancelEnd } of open.values()) {
        cancelEnd()
        session.signOut()
      }
      open.clear()
    },
  }
}

function roleOf(face: Face, operator: Operator | null): Role {
  if (face === 'counter') return operator ? operator.role : 'nobody'
  return face === 'kiosk' ? 'resident' : 'technician'
}

function createSession(face: Face, clock: Clock): Session {
  const streams = new Set<EventStream>()
  let operator: Operator | null = null
  let person: HeldPerson | null = null
  let presence = 0
  let visit = 0
  let lastUsed = clock.monotonic()
  let cancelForgetting: () => void = () => undefined

  const session: Session = {
    face,
    get role() {
      return roleOf(face, operator)
    },
    get operator() {
      return operator
    },
    get person() {
      return person
    },
    get presence() {
      return presence
    },
    get visit() {
      return visit
    },
    get lastUsed() {
      return lastUsed
    },
    use() {
      lastUsed = clock.monotonic()
    },
    signIn(who) {
      session.end()
      operator = who
    },
    signOut() {
      session.end()
      operator = null
    },
    hold(who) {
      person = who
      session.keepPerson()
    },
    keepPerson() {
      cancelForgetting()
      cancelForgetting = clock.after(PERSON_KEPT_MS, session.dropPerson)
    },
    dropPerson() {
      cancelForgetting()
      if (!person) return
      person = null
      session.publish({ type: 'person-cleared' })
    },
    lose() {
      presence += 1
      session.dropPerson()
    },
    end() {
      visit += 1
      session.lose()
    },
    inTurn: createTurns(),
    publish(event) {
      for (const stream of streams) stream.push(event)
    },
    subscribe(signal) {
      const stream = openStream(signal, (ended) => streams.delete(ended))
      streams.add(stream)
      return stream
    },
  }
  return session
}
