import type { Clock } from '../../../hardware/ports.ts'
import { createListeners } from '../../common/listeners.ts'
import { createTurns } from '../../common/turns.ts'
import type { Face, Operator, Person, Role, ServiceId, StationEvent } from '../../contract/index.ts'
import { openStream, type EventStream } from './events.ts'
import { PERSON_KEPT_MS, SESSION_KEPT_MS } from './limits.ts'
import { createReadRecord, type ReadRecord } from './read-record.ts'

/** Identifies a connection: the window's face, and an opaque id of the page's session. */
export interface Caller {
  face: Face
  session: string
}

/** A verified person, kept in memory only: the approved fields, masked as at first and as shown on request. */
export interface HeldPerson {
  masked: Person
  shown: Person
  /** The eID's ids for the gateway, which finds this person's bills by them. 16 bytes each. */
  eid: { bindingId: Uint8Array; cti: Uint8Array }
}

/** The station's state of one page session. It ends with the process. */
export interface Session {
  readonly face: Face
  readonly role: Role
  readonly operator: Operator | null
  readonly person: HeldPerson | null
  /** What was read of the person in front. */
  readonly reads: ReadRecord
  /**
   * Rises whenever the person is gone or forgotten. Work compares it so as not to bring back a person who was dropped
   * meanwhile.
   */
  readonly presence: number
  /**
   * Rises when the person in front has gone for good. A lost connection doesn't raise it: the page may be reloading,
   * and then finds its payment again.
   */
  readonly visit: number
  /** When the session last made a call, in milliseconds of the monotonic clock. */
  readonly lastUsed: number
  /** The service for which the page reads codes now. */
  readonly expectedService: ServiceId | undefined
  expectScansFor(service: ServiceId | undefined): void
  noteUse(): void
  signIn(operator: Operator): void
  signOut(): void
  setPerson(person: HeldPerson): void
  /** Starts the person's time (`PERSON_KEPT_MS`) anew. */
  keepPerson(): void
  /** Forgets the person; the visit goes on. */
  dropPerson(): void
  /** Hears that the page isn't connected any more: forgets the person, but not yet their payment under way. */
  noteDisconnected(): void
  /** Ends the visit: the person has gone, so nothing of theirs is kept, nor any result still under way. */
  end(): void
  /** Runs `work` after the session's earlier work, so that scans are handled one after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  publish(event: StationEvent): void
  subscribe(signal?: AbortSignal): EventStream
}

/** The page sessions of a station. */
export interface Sessions {
  /** Joins the caller's session, which its first connection makes; `leave` takes this connection out of it. */
  join(caller: Caller): { session: Session; leave: () => void }
  /** The connected session of this face, or of any, that was used last and has one of `roles`. */
  active(face: Face | undefined, roles: readonly Role[]): Session | undefined
  /** `listener` hears each time a session's visit is over. Returns the function that stops it. */
  onVisitEnd(listener: (session: Session) => void): () => void
  /** `listener` hears each time a session has a person, or has them no more. Returns the function that stops it. */
  onPerson(listener: (session: Session) => void): () => void
  /** Publishes an event to every session. */
  publish(event: StationEvent): void
  /** Calls `listener` when the last connection of a session has ended. Returns the function that stops it. */
  onLeft(listener: (session: Session) => void): () => void
  /** Whether any session holds a person. */
  holdsPerson(): boolean
  size(): number
  close(): void
}

/**
 * Keeps a station's sessions. The person is forgotten when the last connection ends, the sign-in `SESSION_KEPT_MS`
 * later, so that a page may reload.
 */
export function createSessions(clock: Clock): Sessions {
  const visitEnds = createListeners<[Session]>()
  const left = createListeners<[Session]>()
  const persons = createListeners<[Session]>()
  const open = new Map<string, { session: Session; connections: number; cancelEnd: () => void }>()

  return {
    join(caller) {
      const key = `${caller.face}:${caller.session}`
      const entry = open.get(key) ?? {
        session: createSession(caller.face, clock, { onVisitEnd: visitEnds.tell, onPerson: persons.tell }),
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
          entry.session.noteDisconnected()
          left.tell(entry.session)
          entry.cancelEnd = clock.after(SESSION_KEPT_MS, () => {
            entry.session.signOut()
            open.delete(key)
          })
        },
      }
    },
    active(face, roles) {
      const able = [...open.values()].filter(
        ({ session, connections }) =>
          connections > 0 && (face === undefined || session.face === face) && roles.includes(session.role),
      )
      return able.sort((a, b) => b.session.lastUsed - a.session.lastUsed)[0]?.session
    },
    onVisitEnd: (listener) => visitEnds.add(listener),
    onPerson: (listener) => persons.add(listener),
    publish(event) {
      for (const { session } of open.values()) session.publish(event)
    },
    onLeft: left.add,
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
  return face === 'kiosk' ? 'resident' : face
}

function createSession(
  face: Face,
  clock: Clock,
  tell: { onVisitEnd(session: Session): void; onPerson(session: Session): void },
): Session {
  const streams = new Set<EventStream>()
  let operator: Operator | null = null
  let person: HeldPerson | null = null
  let presence = 0
  let visit = 0
  let expectedService: ServiceId | undefined
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
    reads: createReadRecord((count) => session.publish({ type: 'reads-changed', count })),
    get presence() {
      return presence
    },
    get visit() {
      return visit
    },
    get lastUsed() {
      return lastUsed
    },
    get expectedService() {
      return expectedService
    },
    expectScansFor(service) {
      expectedService = service
    },
    noteUse() {
      lastUsed = clock.monotonic()
    },
    signIn(who) {
      session.end()
      operator = who
    },
    signOut() {
      session.end()
      operator = null
      expectedService = undefined
    },
    setPerson(who) {
      person = who
      session.keepPerson()
      tell.onPerson(session)
    },
    keepPerson() {
      cancelForgetting()
      cancelForgetting = clock.after(PERSON_KEPT_MS, session.dropPerson)
    },
    dropPerson() {
      cancelForgetting()
      session.reads.release('eid')
      if (!person) return
      person = null
      session.publish({ type: 'person-cleared' })
      tell.onPerson(session)
    },
    noteDisconnected() {
      presence += 1
      session.dropPerson()
    },
    end() {
      visit += 1
      session.reads.clear()
      session.noteDisconnected()
      tell.onVisitEnd(session)
    },
    inTurn: createTurns(),
    publish(event) {
      for (const stream of streams) stream.push(event)
    },
    subscribe(signal) {
      const stream = openStream<StationEvent>(signal, (ended) => streams.delete(ended))
      streams.add(stream)
      return stream
    },
  }
  return session
}
