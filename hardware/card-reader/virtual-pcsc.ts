import { createApplet, type Applet } from './applet.ts'
import type { Pcsc, PcscListener, ReaderHolds, ServiceFault } from './pcsc.ts'
import type { VirtualCard } from './virtual-card.ts'

/** A machine's PC/SC and its readers, as the twin and tests play them. */
export interface VirtualPcsc extends Pcsc {
  plug(reader: string): void
  unplug(reader: string): void
  insert(reader: string, card: VirtualCard): void
  remove(reader: string): void
  /** The service ends, or can't be used for this reason; undefined: it runs. */
  setService(fault: ServiceFault | undefined): void
  /** A reader that is asked whether it is there answers nothing, until it is heard again. */
  silence(reader: string, isSilent: boolean): void
  /** Another program has the card of this reader, until it lets it go. */
  occupy(reader: string, isOccupied: boolean): void
  /** What is done with each command from now on instead of the card's own answer; undefined: the card answers. */
  interfere(how: Interference | undefined): void
}

/**
 * `answer`: the card's own. What comes back is told instead: other bytes, or `never` (the card stays silent until it is
 * removed).
 */
export type Interference = (apdu: Uint8Array, answer: () => Uint8Array) => Uint8Array | 'never' | Promise<Uint8Array>

interface Slot {
  card?: VirtualCard | undefined
  isOccupied?: boolean
  isSilent?: boolean
  /** How many connections to a card there are. */
  open?: number
  /** Ends what waits for a card's answer. */
  pulled: Set<() => void>
}

/** Makes a machine whose service runs, without a reader. */
export function createVirtualPcsc(): VirtualPcsc {
  const slots = new Map<string, Slot>()
  let listener: PcscListener | undefined
  let fault: ServiceFault | undefined
  let interference: Interference | undefined

  const holds = ({ card }: Slot): ReaderHolds =>
    card === undefined ? 'nothing' : card.kind === 'mute-card' ? 'mute' : 'card'

  function pull(slot: Slot): void {
    slot.card = undefined
    for (const each of [...slot.pulled]) each()
  }

  async function answerOf(applet: Applet, slot: Slot, apdu: Uint8Array): Promise<Uint8Array | undefined> {
    const gone = Promise.withResolvers<undefined>()
    const end = () => gone.resolve(undefined)
    slot.pulled.add(end)
    const own = () => applet.answer(apdu)
    const told = interference ? interference(apdu, own) : own()
    return Promise.race([gone.promise, ...(told === 'never' ? [] : [told])]).finally(() => slot.pulled.delete(end))
  }

  return {
    connect(hears) {
      if (fault) return { ok: false, code: fault }
      listener = hears
      queueMicrotask(() => {
        if (listener === hears) for (const [name, slot] of slots) hears.onReader(name, holds(slot))
      })
      return {
        ok: true,
        session: {
          open(reader) {
            const slot = slots.get(reader)
            const card = slot?.card
            if (!slot || !card) return Promise.resolve({ ok: false, code: 'no-card' })
            if (card.kind === 'mute-card') return Promise.resolve({ ok: false, code: 'mute' })
            if (slot.isOccupied === true) return Promise.resolve({ ok: false, code: 'in-use' })
            const applet = createApplet(card)
            let isOpen = true
            slot.open = (slot.open ?? 0) + 1
            const isThere = () => isOpen && listener === hears && slots.get(reader) === slot && slot.card === card
            return Promise.resolve({
              ok: true,
              channel: {
                transmit: async (apdu) => (isThere() ? answerOf(applet, slot, apdu) : undefined),
                close() {
                  if (isOpen) slot.open = (slot.open ?? 1) - 1
                  isOpen = false
                  return Promise.resolve()
                },
              },
            })
          },
          ask(reader) {
            const slot = slots.get(reader)
            if (fault || listener !== hears) return Promise.resolve(fault ?? 'service-missing')
            if (!slot) return Promise.resolve('unplugged')
            if (slot.isSilent === true) return new Promise(() => undefined)
            return Promise.resolve(slot.isOccupied === true || (slot.open ?? 0) > 0 ? 'in-use' : undefined)
          },
          close() {
            if (listener === hears) listener = undefined
          },
        },
      }
    },
    plug(reader) {
      if (!slots.has(reader)) slots.set(reader, { pulled: new Set() })
      listener?.onReader(reader, 'nothing')
    },
    unplug(reader) {
      const slot = slots.get(reader)
      if (!slot) return
      slots.delete(reader)
      pull(slot)
      listener?.onReaderGone(reader)
    },
    insert(reader, card) {
      const slot = slots.get(reader)
      if (!slot) return
      pull(slot)
      slot.card = card
      listener?.onReader(reader, holds(slot))
    },
    remove(reader) {
      const slot = slots.get(reader)
      if (!slot) return
      pull(slot)
      listener?.onReader(reader, 'nothing')
    },
    setService(next) {
      fault = next
      if (!next) return
      const hears = listener
      listener = undefined
      for (const { pulled } of slots.values()) for (const each of [...pulled]) each()
      hears?.onEnd()
    },
    occupy(reader, isOccupied) {
      const slot = slots.get(reader)
      if (slot) slot.isOccupied = isOccupied
    },
    silence(reader, isSilent) {
      const slot = slots.get(reader)
      if (slot) slot.isSilent = isSilent
    },
    interfere(how) {
      interference = how
    },
  }
}
