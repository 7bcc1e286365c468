import type { Luminance } from './luminance.ts'
import { readAs, type FoundCode, type Reading } from './read.ts'
import { useWasm } from './wasm.ts'

/** Messages to the worker: first the address of the decoder, then frames. */
export type ToWorker = { wasm: string } | { id: number; frame: Luminance; reading: Reading }

/** A message from the worker: the codes of a frame; `undefined` where the decoder can't be loaded. */
export interface FromWorker {
  id: number
  codes: FoundCode[] | undefined
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('wasm' in data) useWasm(data.wasm)
  else void answer(data.id, data.frame, data.reading)
})

async function answer(id: number, frame: Luminance, reading: Reading): Promise<void> {
  const codes = await readAs(frame, reading).catch(() => undefined)
  const message: FromWorker = { id, codes }
  postMessage(message)
}
