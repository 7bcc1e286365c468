import type { Random } from '../../../hardware/ports.ts'

/** Signs of codes whose keys differ from layout to layout, so that a changed code never has the right form. */
const PROBE = 'QWAZYM$/-.+'
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const FORM = /^MEC1:[0-9A-Z]{12}QWAZYM\$\/-\.\+$/

/** Makes a code that checks a scanner (codes.md, section 1): the prefix, twelve random characters, and the probe. */
export function makeCheckCode(random: Random): string {
  return `MEC1:${[...random.bytes(12)].map((byte) => ALPHABET.charAt(byte & 31)).join('')}${PROBE}`
}

/** Whether a text has the form of a check code. */
export const isCheckCode = (text: string): boolean => FORM.test(text)
