import type { ReadCode } from './codes-in-view.ts'

/** Makes a read code of a text that was typed or pasted. */
export function textCode(text: string): ReadCode {
  return { bytes: new TextEncoder().encode(text), source: 'typed' }
}
