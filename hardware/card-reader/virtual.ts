import type { TemplateSource } from '../fingerprint/template.ts'
import { defined } from '../../electron/common/defined.ts'
import type { Clock, Random } from '../ports.ts'
import { authenticate } from './authentication.ts'
import { createDrivenReader, type DrivenReader } from './driver.ts'
import type { ServiceFault } from './pcsc.ts'
import type { CardReader } from './port.ts'
import { superviseReaders } from './supervise.ts'
import type { VirtualCard } from './virtual-card.ts'
import { createVirtualPcsc, type Interference } from './virtual-pcsc.ts'

const NAME = 'Virtual reader 00 00'

/** The twin of a card reader, driven by tests and the training, with faults on demand. */
export interface VirtualCardReader extends CardReader {
  /** Puts a card in, in place of one that is in. */
  insert(card: VirtualCard): void
  /** Pulls the card. */
  remove(): void
  unplug(): void
  replug(): void
  /** PC/SC's service ends, or can't be used for this reason; undefined: it runs again. */
  setService(fault: ServiceFault | undefined): void
  /** The reader itself doesn't answer when it is asked, until it is heard again. */
  silence(isSilent: boolean): void
  /** Another program has the card, until it lets it go. */
  occupy(isOccupied: boolean): void
  /** What comes back instead of the card's answers from now on; undefined: the card answers. */
  interfere(how: Interference | undefined): void
}

/** The port over a reader of this process. */
export function readerOf(driven: DrivenReader, random: Random): CardReader {
  return {
    ...driven,
    authenticate: (insertion, key) => authenticate(random, key, (nonce) => driven.sign(insertion, nonce)),
  }
}

/**
 * Makes a virtual reader, plugged in and empty: the driver and the supervisor of real readers over a PC/SC that is
 * played. `sensor` is the fingerprint sensor beside it.
 */
export function createVirtualCardReader(options: {
  id: string
  clock: Clock
  random: Random
  sensor?: TemplateSource
}): VirtualCardReader {
  const { id, clock, random, sensor } = options
  const pcsc = createVirtualPcsc()
  const { reader, listener } = createDrivenReader({
    id,
    name: () => NAME,
    isVirtual: true,
    clock,
    ...defined({ sensor }),
  })
  pcsc.plug(NAME)
  const supervisor = superviseReaders({
    pcsc,
    clock,
    onFound: () => listener,
    onService: () => undefined,
  })

  return {
    ...readerOf(reader, random),
    insert: (card) => pcsc.insert(NAME, card),
    remove: () => pcsc.remove(NAME),
    unplug: () => pcsc.unplug(NAME),
    replug: () => pcsc.plug(NAME),
    setService: (fault) => pcsc.setService(fault),
    occupy: (isOccupied) => pcsc.occupy(NAME, isOccupied),
    silence: (isSilent) => pcsc.silence(NAME, isSilent),
    interfere: (how) => pcsc.interfere(how),
    close() {
      supervisor.close()
      return reader.close()
    },
  }
}
