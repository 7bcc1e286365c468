import type { Luminance } from './luminance.ts'
import { readView, type FoundCode, type FrameSearch } from './read.ts'
import { useWasm } from './wasm.ts'

/** To the worker: first where the decoder is, then frames. */
export type ToWorker = { wasm: string } | { id: number; frame: Luminance; search: FrameSearch }

/** From the worker: a frame's codes; `undefined` where the decoder can't be loaded. */
export interface FromWorker {
  id: number
  codes: FoundCode[] | undefined
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('wasm' in data) useWasm(data.wasm)
  else void answer(data.id, data.frame, data.search)
})

async function answer(id: number, frame: Luminance, search: FrameSearch): Promise<void> {
  const codes = await readView(frame, search).catch(() => undefined)
  const message: FromWorker = { id, codes }
  postMessage(message)
}
