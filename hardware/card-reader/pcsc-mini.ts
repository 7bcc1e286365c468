import type * as PcscMini from 'pcsc-mini'
import type {
  CardChannel,
  CardOpenFault,
  Pcsc,
  PcscFault,
  PcscListener,
  PcscSession,
  ReaderFault,
  ServiceFault,
} from './pcsc.ts'

type Library = Pick<typeof PcscMini, 'Client' | 'CardDisposition' | 'CardMode' | 'ReaderStatus'>

/** Loads pcsc-mini and makes the machine's PC/SC of it. `fault`: why it can't be loaded here. */
export async function openPcsc(): Promise<{ ok: true; pcsc: Pcsc } | { ok: false; fault: PcscFault }> {
  try {
    const { default: library } = (await import('pcsc-mini')) as unknown as { default: Library }
    return { ok: true, pcsc: pcscOf(library) }
  } catch (error) {
    return { ok: false, fault: pcscFault(error) }
  }
}

/** Why loading pcsc-mini failed, told by the loader's message. */
export function pcscFault(error: unknown): PcscFault {
  const library = /(?<name>libpcsclite[\w.-]*\.so[.\d]*)/.exec(String(error))?.groups?.['name']
  return library === undefined ? { code: 'driver-missing' } : { code: 'library-missing', library }
}

/** What pcsc-mini throws has PC/SC's code as a word. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Why the service can't be used: where it asks polkit, a user who isn't logged in at the machine may be refused. */
export const serviceFault = (error: unknown): ServiceFault =>
  ['SecurityViolation', 'AccessDenied', 'NoAccess'].includes(codeOf(error)) ? 'permission-denied' : 'service-missing'

/** Why a card can't be opened. A card whose answer to reset can't be understood is as good as mute. */
export function openFault(error: unknown): CardOpenFault {
  switch (codeOf(error)) {
    case 'NoSmartCard':
    case 'RemovedCard':
    case 'ReaderUnavailable':
    case 'UnknownReader':
    case 'NoService':
      return 'no-card'
    case 'UnpoweredCard':
    case 'UnresponsiveCard':
    case 'UnsupportedCard':
    case 'ProtoMismatch':
      return 'mute'
    case 'SharingViolation':
      return 'in-use'
    default:
      return 'not-answering'
  }
}

/** Why a reader can't be reached. */
export function readerFault(error: unknown): ReaderFault {
  switch (codeOf(error)) {
    case 'ReaderUnavailable':
    case 'UnknownReader':
      return 'unplugged'
    case 'NoService':
    case 'ServiceStopped':
      return 'service-missing'
    case 'SecurityViolation':
    case 'AccessDenied':
    case 'NoAccess':
      return 'permission-denied'
    case 'SharingViolation':
      return 'in-use'
    default:
      return 'not-answering'
  }
}

function pcscOf(library: Library): Pcsc {
  /**
   * Clients whose service has ended, kept for as long as this process runs: one that is collected then throws out of its
   * finalizer (`InvalidHandle`), which ends the process.
   */
  const ended: PcscMini.Client[] = []
  return {
    connect(listener) {
      const client = new library.Client()
      try {
        watch(library, client, {
          ...listener,
          onEnd() {
            ended.push(client)
            listener.onEnd()
          },
        })
        client.start()
        return { ok: true, session: sessionOf(library, client) }
      } catch (error) {
        return { ok: false, code: serviceFault(error) }
      }
    },
  }
}

function watch({ ReaderStatus }: Library, client: PcscMini.Client, listener: PcscListener): void {
  client.on('reader', (reader) => {
    const name = reader.name()
    // The answer to reset that comes with it isn't the card's (pcsc-mini 0.1.3 gives other bytes), so it isn't used.
    reader.on('change', (status) => {
      const isThere = status.has(ReaderStatus.PRESENT)
      listener.onReader(name, !isThere ? 'nothing' : status.has(ReaderStatus.MUTE) ? 'mute' : 'card')
    })
    reader.on('disconnect', () => listener.onReaderGone(name))
  })
  // Its thread ends with an error, and it says of itself that it still runs: only a new client hears more.
  client.on('error', () => listener.onEnd())
}

function sessionOf({ CardDisposition, CardMode }: Library, client: PcscMini.Client): PcscSession {
  return {
    async open(name) {
      const reader = client.reader(name)
      if (!reader) return { ok: false, code: 'no-card' }
      try {
        const card = await reader.connect(CardMode.EXCLUSIVE)
        return { ok: true, channel: channelOf(card, CardDisposition) }
      } catch (error) {
        return { ok: false, code: openFault(error) }
      }
    },
    async ask(name) {
      const reader = client.reader(name)
      if (!reader) return 'unplugged'
      try {
        // A connection to the reader alone: it needs no card, and leaves one that is in as it is.
        const direct = await reader.connect(CardMode.DIRECT)
        await direct.disconnect(CardDisposition.LEAVE)
        return undefined
      } catch (error) {
        return readerFault(error)
      }
    },
    close() {
      client.removeAllListeners()
      try {
        client.stop()
      } catch {
        // The service went before.
      }
    },
  }
}

function channelOf(card: PcscMini.Card, dispositions: Library['CardDisposition']): CardChannel {
  let isGone = false
  return {
    async transmit(apdu) {
      const answer = await card.transmit(apdu).catch(() => new Uint8Array(0))
      // A card that is pulled meanwhile is answered for with no bytes at all, and no error.
      if (answer.length > 0) return answer
      isGone = true
      return undefined
    },
    async close() {
      // To power down a card that is gone makes pcscd take the reader for empty, whatever is put in before it looks again.
      await card.disconnect(isGone ? dispositions.LEAVE : dispositions.UNPOWER)
    },
  }
}
