import { createTurns } from '../../electron/common/turns.ts'
import type { Clock } from '../ports.ts'
import { inTime, type Confirmation } from './dialogue.ts'
import { jobOf } from './job.ts'
import { renderEscPos } from './paper.ts'
import { picturesHere, type Pictures } from './pictures.ts'
import type { PrintAnswer, Printer, PrinterTrouble } from './port.ts'
import { supervisePrinter } from './supervise.ts'
import { fileTransport, tcpTransport, type PrinterTransport } from './transport.ts'

/** The longest receipt takes some seconds; a printer that was busy till then isn't waited for. */
const PRINT_WITHIN_MS = 20_000
/** A drawer that can't be told to open within this time stays shut: the clerk may have turned away from it. */
const KICK_WITHIN_MS = 5_000
/** How often it is tried whether papers can be drawn again. */
const DRAW_AGAIN_EACH_MS = 10_000

/** Where a printer is: in the network, or behind a device file such as `/dev/usb/lp0`. */
export type PrinterAddress = { kind: 'tcp'; host: string; port: number } | { kind: 'file'; path: string }

/** What a printer has for Chinese: a font in Big5, or none, so that it is sent pictures. */
export type Characters = 'big5' | 'raster'

/** A driver of an ESC/POS printer, with the drawer that hangs on it. */
export interface EscPosPrinter extends Printer {
  /**
   * Opens the cash drawer on the printer's kick connector, also while the printer has no paper. Answers whether the
   * printer was told; where that takes over five seconds, as behind a long paper, it isn't told any more.
   */
  kickDrawer(): Promise<boolean>
}

/** ESC p: 100 ms on pin 2, and then 500 ms of rest. */
const KICK = Uint8Array.of(0x1b, 0x70, 0, 50, 250)
/** DLE DC4, function 1: 100 ms on pin 2 at once, also by a printer that carries nothing else out. */
const KICK_NOW = Uint8Array.of(0x10, 0x14, 1, 0, 1)

/** The troubles in which a printer opens the drawer all the same. */
export const KICKS_DESPITE: ReadonlySet<PrinterTrouble> = new Set(['paper-out', 'cover-open'])

/**
 * Makes the driver of a printer and looks for it at once, and for ever where it is lost. `confirmation`: by what the
 * printer confirms a paper, the sensor by default. `characters`: whether the printer has Chinese in Big5, or is sent
 * each paper as a picture, which every printer prints and which is the default. `pictures`: who draws these, this
 * process by default; the printer closes it with itself. `virtual`: it is a twin, and screens say so. `printWithinMs`:
 * the deadline of a paper, 20 s by default.
 */
export function createEscPosPrinter(options: {
  id: string
  clock: Clock
  transport: PrinterAddress | PrinterTransport
  confirmation?: Confirmation
  characters?: Characters
  pictures?: Pictures
  virtual?: boolean
  printWithinMs?: number
}): EscPosPrinter {
  const { characters = 'raster', confirmation = 'sensor', virtual = false, printWithinMs = PRINT_WITHIN_MS } = options
  const { id, clock, pictures = picturesHere } = options
  const transport = transportOf(options.transport, clock)
  const supervised = supervisePrinter({ id, clock, transport, confirmation, virtual })
  const inTurn = createTurns()
  const drawing = watchDrawing({ pictures, clock, onChange: supervised.limit })

  /** A paper's bytes; undefined where none can be made of it. */
  async function bytesOf(markup: string): Promise<Uint8Array | undefined> {
    try {
      return characters === 'big5' ? jobOf(renderEscPos(markup)) : await drawing.draw(markup)
    } catch {
      return undefined
    }
  }

  async function printNext(markup: string): Promise<PrintAnswer> {
    const bytes = await bytesOf(markup)
    if (!bytes) return { result: 'trouble', trouble: 'fault' }
    const found = await supervised.status()
    const dialogue = supervised.dialogue()
    if (!found.ready || !dialogue) return { result: 'trouble', trouble: found.ready ? 'offline' : found.trouble }
    const answer = await dialogue.print(bytes, printWithinMs)
    if (answer.result === 'printed') supervised.isWell()
    else await supervised.startAnew(answer.result === 'trouble' ? answer.trouble : undefined)
    return answer
  }

  /** A paper may follow, so whoever draws it gets ready; this waits for that only where the last paper wasn't drawn. */
  async function status(): ReturnType<Printer['status']> {
    const canDraw = characters === 'big5' || (await drawing.prepare())
    const found = await supervised.status()
    return found.ready && !canDraw ? { ready: false, trouble: 'fault' } : found
  }

  async function kick(isLate: () => boolean): Promise<boolean> {
    if (isLate()) return false
    const found = await supervised.status()
    const command = found.ready ? KICK : KICKS_DESPITE.has(found.trouble) ? KICK_NOW : undefined
    return command !== undefined && !isLate() && (await supervised.dialogue()?.send(command)) === true
  }

  async function kickDrawer(): Promise<boolean> {
    let isLate = false
    const told = await inTime(
      clock,
      KICK_WITHIN_MS,
      inTurn(() => kick(() => isLate)),
    )
    isLate = true
    return told === true
  }

  const { health, onHealth } = supervised
  return {
    health,
    onHealth,
    status,
    print: (markup) => inTurn(() => printNext(markup)),
    kickDrawer,
    async close() {
      drawing.end()
      await Promise.all([supervised.close(), pictures.close()])
    },
  }
}

/**
 * Knows whether papers can be drawn: `onChange` hears `picture-failed` when one couldn't be, and undefined when that is
 * over, which is tried every 10 s.
 */
function watchDrawing(deps: {
  pictures: Pictures
  clock: Clock
  onChange(error: 'picture-failed' | undefined): void
}): Pick<Pictures, 'prepare' | 'draw'> & { end(): void } {
  const { pictures, clock, onChange } = deps
  let canDraw = true
  let isEnded = false
  let cancelNext = () => {}

  function note(isDone: boolean): void {
    cancelNext()
    if (isEnded) return
    if (!isDone) cancelNext = clock.after(DRAW_AGAIN_EACH_MS, () => void prepare())
    if (canDraw === isDone) return
    canDraw = isDone
    onChange(isDone ? undefined : 'picture-failed')
  }

  async function prepare(): Promise<boolean> {
    const isReady = await pictures.prepare()
    note(isReady)
    return isReady
  }

  return {
    prepare() {
      const prepared = prepare()
      return canDraw ? Promise.resolve(true) : prepared
    },
    async draw(markup) {
      const bytes = await pictures.draw(markup)
      note(bytes !== undefined)
      return bytes
    },
    end() {
      isEnded = true
      cancelNext()
    },
  }
}

function transportOf(given: PrinterAddress | PrinterTransport, clock: Clock): PrinterTransport {
  if (!('kind' in given)) return given
  return given.kind === 'tcp' ? tcpTransport({ ...given, clock }) : fileTransport({ ...given, clock })
}
