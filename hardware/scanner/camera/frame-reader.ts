import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url'
import type { FromWorker, ToWorker } from './frame-worker.ts'
import type { Luminance } from './luminance.ts'
import { readAs, type FoundCode, type Reading } from './read.ts'
import { useWasm } from './wasm.ts'

/** Reads frames. */
export interface FrameReader {
  /** Rejects where the decoder can be loaded neither in a worker nor in the page. The frame's memory is given away. */
  read(frame: Luminance, reading: Reading): Promise<readonly FoundCode[]>
  /** Whether it works in the page itself, which waits meanwhile. */
  isInPage(): boolean
  /** Ends the worker and answers the frames under way with no codes. */
  close(): void
}

/**
 * Makes a reader of frames that works in a worker, so that a slow frame never blocks the page; where no worker runs it
 * works in the page itself.
 */
export function createFrameReader(): FrameReader {
  const wasm = new URL(wasmAddress, location.href).href
  const waiting = new Map<number, (codes: readonly FoundCode[]) => void>()
  let frames = 0
  let worker = startWorker()

  function startWorker(): Worker | undefined {
    try {
      const started = new Worker(new URL('./frame-worker.ts', import.meta.url), { type: 'module' })
      started.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
        if (data.codes === undefined) fallBack()
        else settle(data.id, data.codes)
      })
      started.addEventListener('error', fallBack)
      post(started, { wasm }, [])
      return started
    } catch {
      useWasm(wasm)
      return undefined
    }
  }

  function fallBack(): void {
    if (!worker) return
    close()
    useWasm(wasm)
  }

  function close(): void {
    worker?.terminate()
    worker = undefined
    for (const id of [...waiting.keys()]) settle(id, [])
  }

  function settle(id: number, codes: readonly FoundCode[]): void {
    waiting.get(id)?.(codes)
    waiting.delete(id)
  }

  return {
    isInPage: () => worker === undefined,
    read: (frame, reading) => {
      const running = worker
      if (!running) return readAs(frame, reading)
      const id = frames++
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        post(running, { id, frame, reading }, [frame.data.buffer])
      })
    },
    close,
  }
}

function post(worker: Worker, message: ToWorker, transfer: Transferable[]): void {
  worker.postMessage(message, transfer)
}
