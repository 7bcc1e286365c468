import type { Clock } from '../ports.ts'
import type { ReaderListener } from './driver.ts'
import type { Pcsc, PcscSession, ReaderHolds, ServiceFault } from './pcsc.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/** Watches over the machine's card readers, until `close`. */
export interface ReaderSupervisor {
  /** Asks again which readers are to be used. */
  review(): void
  close(): void
}

interface Watched {
  /** As PC/SC names it now. */
  name: string
  isThere: boolean
  holds: ReaderHolds
  listener: ReaderListener
}

/** A reader's name without its place in PC/SC's list, which another one may have after a replug; its slot stays. */
export const readerModel = (name: string): string => name.replace(/ [0-9A-F]{2}(?= [0-9A-F]{2}$)/, '')

/**
 * Watches over the machine's card readers, for ever: connects to PC/SC's service, again after 250 ms, doubling to 10 s,
 * whenever it isn't there or ends. `onFound` hears each reader once, under the name that it had first, and answers who
 * hears it from then on. A reader that comes under another number is taken for the missing one of its model, if only
 * one is missing. `onService` hears why the service can't be used, and undefined once it can.
 */
export function superviseReaders(deps: {
  pcsc: Pcsc
  clock: Clock
  /** Whether a reader is to be used; by default each is. */
  isUsed?(name: string): boolean
  onFound(reader: { key: string; name(): string }): ReaderListener
  onService(fault: ServiceFault | undefined): void
}): ReaderSupervisor {
  const { pcsc, clock } = deps
  const isUsed = deps.isUsed ?? (() => true)
  const readers = new Set<Watched>()
  let session: PcscSession | undefined
  let fault: ServiceFault | undefined
  let tries = 0
  let isClosed = false
  let cancelRetry = () => {}

  function noteService(next: ServiceFault | undefined): void {
    if (fault === next) return
    fault = next
    deps.onService(next)
  }

  function watched(name: string): Watched {
    const known = [...readers].find((each) => each.name === name)
    if (known) return known
    const missing = [...readers].filter((each) => !each.isThere && readerModel(each.name) === readerModel(name))
    const [moved] = missing
    if (moved && missing.length === 1) {
      moved.name = name
      return moved
    }
    const made: Watched = { name, isThere: true, holds: 'nothing', listener: NOBODY }
    readers.add(made)
    made.listener = deps.onFound({ key: name, name: () => made.name })
    return made
  }

  function tell(reader: Watched): void {
    if (!reader.isThere || !session) return
    if (isUsed(reader.name)) reader.listener.onHolds(session, reader.holds)
    else reader.listener.onUnused()
  }

  function loseAll(code: string): void {
    for (const reader of readers) {
      reader.isThere = false
      reader.listener.onFault(code)
    }
  }

  function retryLater(): void {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS)
    tries += 1
    cancelRetry()
    cancelRetry = clock.after(pause, connect)
  }

  function connect(): void {
    if (isClosed) return
    let isOver = false
    const connected = pcsc.connect({
      onReader(name, holds) {
        if (isOver || isClosed) return
        const reader = watched(name)
        reader.isThere = true
        reader.holds = holds
        tell(reader)
      },
      onReaderGone(name) {
        if (isOver || isClosed) return
        for (const reader of readers) {
          if (reader.name !== name || !reader.isThere) continue
          reader.isThere = false
          reader.listener.onFault('unplugged')
        }
      },
      onEnd() {
        if (isOver || isClosed) return
        isOver = true
        session?.close()
        session = undefined
        noteService('service-missing')
        loseAll('service-missing')
        retryLater()
      },
    })
    if (!connected.ok) {
      noteService(connected.code)
      retryLater()
      return
    }
    session = connected.session
    tries = 0
    noteService(undefined)
  }

  connect()
  return {
    review() {
      for (const reader of readers) tell(reader)
    },
    close() {
      isClosed = true
      cancelRetry()
      session?.close()
      session = undefined
    },
  }
}

const NOBODY: ReaderListener = { onHolds: () => undefined, onFault: () => undefined, onUnused: () => undefined }
