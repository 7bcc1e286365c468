import type { ChildProcess } from 'node:child_process'
import { z } from 'zod'
import { createTurns } from '../../electron/common/turns.ts'
import { startProcess, stopProcess, type OwnProgram } from '../own-process.ts'
import type { Clock } from '../ports.ts'
import { inTime } from './dialogue.ts'
import { jobOf } from './job.ts'
import { renderRaster } from './raster.ts'

/**
 * The process ends when nobody has wanted a picture for so long. It is begun when the printer's state is asked before
 * somebody pays, and a payment rarely takes longer than this.
 */
const KEPT_MS = 180_000
const START_WITHIN_MS = 10_000
const DRAWN_WITHIN_MS = 10_000

/** Draws papers as pictures, for printers without Chinese. */
export interface Pictures {
  /** Gets ready for a paper that may follow; answers whether one can be drawn. */
  prepare(): Promise<boolean>
  /** A receiptline document's bytes as they are sent; undefined where none can be drawn. */
  draw(markup: string): Promise<Uint8Array | undefined>
  close(): Promise<void>
}

/** What the process is told, and what it answers: `ready` once it can draw, and each document's bytes in base64. */
export const toDraw = z.object({ n: z.int(), markup: z.string() })
export const fromDrawing = z.union([z.literal('ready'), z.object({ n: z.int(), bytes: z.base64() })])

/** Draws in this process, where the fonts and the first picture's memory stay. */
export const picturesHere: Pictures = {
  prepare: () => Promise.resolve(true),
  draw: async (markup) => jobOf(await renderRaster(markup)),
  close: () => Promise.resolve(),
}

/** A process that draws: whether it began, and its answers until it is gone. */
interface Drawing {
  child: ChildProcess
  ready: Promise<boolean>
  isGone(): boolean
  ask(markup: string): Promise<Uint8Array | undefined>
}

/** Starts a process that draws; undefined where none can be started. */
function startDrawing(program: OwnProgram): Drawing | undefined {
  const child = startProcess(program)
  if (!child) return undefined
  const ready = Promise.withResolvers<boolean>()
  const waiting = new Map<number, (bytes: Uint8Array | undefined) => void>()
  let last = 0
  let isGone = false
  const end = () => {
    isGone = true
    ready.resolve(false)
    for (const answer of waiting.values()) answer(undefined)
    waiting.clear()
  }
  child.on('error', end)
  child.on('exit', end)
  child.on('message', (message) => {
    const said = fromDrawing.safeParse(message).data
    if (said === 'ready') ready.resolve(true)
    else if (said) {
      waiting.get(said.n)?.(Uint8Array.from(Buffer.from(said.bytes, 'base64')))
      waiting.delete(said.n)
    }
  })
  return {
    child,
    ready: ready.promise,
    isGone: () => isGone,
    ask(markup) {
      const n = (last += 1)
      return new Promise((resolve) => {
        waiting.set(n, resolve)
        if (isGone || !child.connected) end()
        // A channel that breaks meanwhile is told as the end of the process.
        else child.send({ n, markup }, () => {})
      })
    },
  }
}

/**
 * Draws in a process of its own, which is started when a picture may be wanted and ends three minutes after the last:
 * what it takes for a picture (about 40 MB) is never the station's, and returns to the system. `program`:
 * picture-process.ts, or a package's own. A document that isn't drawn within ten seconds, or not by a second process
 * either, isn't drawn.
 */
export function createPictureProcess(deps: { program: OwnProgram; clock: Clock; keptMs?: number }): Pictures & {
  /** The id of the process that runs now. */
  pid(): number | undefined
} {
  const { program, clock, keptMs = KEPT_MS } = deps
  const inTurn = createTurns()
  let drawing: Drawing | undefined
  let isClosed = false
  let cancelEnd = () => {}

  async function end(): Promise<void> {
    cancelEnd()
    const ended = drawing
    drawing = undefined
    if (ended) await stopProcess(ended.child, clock)
  }

  function keep(): void {
    cancelEnd()
    cancelEnd = clock.after(keptMs, () => void inTurn(end))
  }

  /** The process once it can draw; undefined where none begins. */
  async function begun(): Promise<Drawing | undefined> {
    if (isClosed) return undefined
    if (drawing?.isGone() !== false) drawing = startDrawing(program)
    const asked = drawing
    if (!asked) return undefined
    keep()
    if ((await inTime(clock, START_WITHIN_MS, asked.ready)) === true) return asked
    await end()
    return undefined
  }

  async function draw(markup: string): Promise<Uint8Array | undefined> {
    const first = await begun()
    const started = clock.monotonic()
    const bytes = first && (await inTime(clock, DRAWN_WITHIN_MS, first.ask(markup)))
    if (bytes || clock.monotonic() - started >= DRAWN_WITHIN_MS) return bytes
    // It may have been ended from outside, with no fault of the document.
    const second = await begun()
    return second && (await inTime(clock, DRAWN_WITHIN_MS, second.ask(markup)))
  }

  return {
    pid: () => drawing?.child.pid,
    prepare: () => inTurn(async () => (await begun()) !== undefined),
    draw: (markup) =>
      inTurn(async () => {
        const bytes = await draw(markup)
        if (bytes) keep()
        else await end()
        return bytes
      }),
    async close() {
      isClosed = true
      await end()
    },
  }
}
