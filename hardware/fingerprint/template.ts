import type { CaptureFault, FingerprintSensor } from './port.ts'

/** A sensor as the driver of a card reader has it, in one process with it. */
export interface TemplateSource extends FingerprintSensor {
  /**
   * Waits for a finger up to `withinMs` milliseconds, or until `isOver` is aborted (`no-finger`), and gives its template
   * (ISO/IEC 19794-2, compact card format) to `use`. The template's memory is overwritten with zeros once `use` has
   * ended, however it ends: `use` must keep no copy.
   */
  capture<T>(
    withinMs: number,
    isOver: AbortSignal,
    use: (template: Uint8Array) => Promise<T>,
  ): Promise<{ ok: true; value: T } | { ok: false; code: CaptureFault }>
}

/** Makes a template by `fill`, gives it to `use` and overwrites it with zeros after that, however it ends. */
export async function withTemplate<T>(
  length: number,
  fill: (template: Uint8Array) => void,
  use: (template: Uint8Array) => Promise<T>,
): Promise<T> {
  // Its own memory: a Buffer would share a pool with others.
  const template = new Uint8Array(length)
  try {
    fill(template)
    return await use(template)
  } finally {
    template.fill(0)
  }
}

/** Captures a finger for `FingerprintSensor.tryFinger`: nothing is done with its template before it is overwritten. */
export async function tryCapture(
  capture: TemplateSource['capture'],
  withinMs: number,
): Promise<Awaited<ReturnType<FingerprintSensor['tryFinger']>>> {
  const captured = await capture(withinMs, new AbortController().signal, () => Promise.resolve())
  return captured.ok ? 'read' : captured.code
}
