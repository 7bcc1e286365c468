import { createPressedKeys, type KeyLayout } from '../../hid/keyboard.ts'

/** The code is over when no key came for so long (codes.md, section 1). */
export const OVER_AFTER_MS = 250
/** As in HID POS mode: no symbology holds more. */
export const MOST_CHARACTERS = 7_089

/** The characters of the keys from 1 (usage 0x1e) on, alone and with Shift, on a US keyboard (HID Usage Tables, page 7). */
const FROM_1 = "1234567890\r\x1b\b\t -=[]\\\\;'`,./"
const FROM_1_SHIFTED = '!@#$%^&*()\r\x1b\b\t _+{}||:"~<>?'
/** Those of the numeric keypad, from `/` (usage 0x54) on. */
const FROM_PAD = '/*-+\r1234567890.'
const ENTER = '\r'

/** The character of a key on a US keyboard; undefined where it has none. */
function characterOf(usage: number, isShifted: boolean): string | undefined {
  if (usage >= 0x04 && usage <= 0x1d) return String.fromCharCode((isShifted ? 0x41 : 0x61) + usage - 0x04)
  if (usage >= 0x54) return FROM_PAD[usage - 0x54]
  return (isShifted ? FROM_1_SHIFTED : FROM_1)[usage - 0x1e]
}

/** A control character, which a scanner types as Ctrl and the key of the character 64 above it. */
function controlOf(character: string): string {
  const code = character.toUpperCase().charCodeAt(0) - 0x40
  return code >= 0 && code < 0x20 ? String.fromCharCode(code) : ''
}

/** Puts the key reports of a scanner in keyboard mode together to codes. */
export interface KeyAssembler {
  /** Takes one input report. */
  take(report: Uint8Array): void
  /** Ends a code that has begun, since no key came for `OVER_AFTER_MS`; or drops it, since the device is gone. */
  end(isGone: boolean): void
}

/**
 * Makes an assembler. `onCode` hears each code in the characters of a US keyboard, without the Enter or Tab behind it;
 * what it means on another layout is the station's to find out (codes.md, section 1).
 */
export function createKeyAssembler(layout: KeyLayout, onCode: (text: string) => void): KeyAssembler {
  const keys = createPressedKeys(layout)
  let text = ''
  /** The digits of a character that is typed by its number while Alt is held. */
  let number = ''

  function finish(): void {
    const code = text.slice(0, MOST_CHARACTERS)
    text = ''
    number = ''
    if (code !== '') onCode(code)
  }

  function press(usage: number, modifiers: number): void {
    const [isControl, isShifted, isAlt] = [0x11, 0x22, 0x44].map((mask) => (modifiers & mask) !== 0)
    const character = characterOf(usage, isShifted === true)
    if (character === undefined) return
    if (isAlt === true) number = /\d/.test(character) ? (number + character).slice(-4) : number
    else if (character === ENTER || (character === '\t' && isControl !== true)) finish()
    else if (text.length <= MOST_CHARACTERS) text += isControl === true ? controlOf(character) : character
  }

  return {
    take(report) {
      const { pressed, modifiers } = keys.take(report)
      for (const usage of pressed) press(usage, modifiers)
      if (number !== '' && (modifiers & 0x44) === 0) {
        text += String.fromCharCode(Number(number) & 0xff)
        number = ''
      }
    },
    end(isGone) {
      if (isGone) text = ''
      keys.release()
      finish()
    },
  }
}
