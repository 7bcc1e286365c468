import type { ReadCode } from './codes-in-view.ts'

/** A code's text as it was typed or pasted, as a scan. */
export function textCode(text: string): ReadCode {
  return { bytes: new TextEncoder().encode(text), source: 'typed' }
}
