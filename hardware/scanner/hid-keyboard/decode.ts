import { readDescriptor, usageOf, type ReportField } from '../../hid/descriptor.ts'

const KEYBOARD_PAGE = 0x07
const LEFT_CONTROL = usageOf(KEYBOARD_PAGE, 0xe0)
const LETTER_A = usageOf(KEYBOARD_PAGE, 0x04)

/** The application collection of a keyboard (HID Usage Tables 1.5, generic desktop page). */
export const KEYBOARD = usageOf(0x01, 0x06)

/** Where a keyboard's report has its modifiers (one bit each) and its pressed keys (a usage of page 7 each), in bytes. */
export interface KeyLayout {
  reportId: number
  modifiersAt: number
  keysAt: number
  keys: number
}

/** The report of a boot keyboard (USB HID 1.11, appendix B.1), for a descriptor that can't be read. */
export const BOOT_LAYOUT: KeyLayout = { reportId: 0, modifiersAt: 0, keysAt: 2, keys: 6 }

/** The layout that a keyboard's own descriptor describes; undefined where it has no modifiers and list of keys. */
export function keyLayoutOf(descriptor: Uint8Array | undefined): KeyLayout | undefined {
  const inputs = (descriptor && readDescriptor(descriptor)?.fields.filter(({ kind }) => kind === 'input')) ?? []
  const isWhole = ({ bit, isConstant }: ReportField) => !isConstant && bit % 8 === 0
  const modifiers = inputs.find((field) => isWhole(field) && field.size === 1 && field.usages[0] === LEFT_CONTROL)
  const keys = inputs.find(
    (field) =>
      isWhole(field) && field.size === 8 && field.usages.includes(LETTER_A) && field.reportId === modifiers?.reportId,
  )
  if (!modifiers || !keys) return undefined
  return { reportId: keys.reportId, modifiersAt: modifiers.bit / 8, keysAt: keys.bit / 8, keys: keys.count }
}

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
  const { reportId, modifiersAt, keysAt, keys } = layout
  let pressed: ReadonlySet<number> = new Set()
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
      if (reportId !== 0 && report[0] !== reportId) return
      const modifiers = report[modifiersAt] ?? 0
      const now = [...report.subarray(keysAt, keysAt + keys)].filter((usage) => usage > 3)
      for (const usage of now) if (!pressed.has(usage)) press(usage, modifiers)
      pressed = new Set(now)
      if (number !== '' && (modifiers & 0x44) === 0) {
        text += String.fromCharCode(Number(number) & 0xff)
        number = ''
      }
    },
    end(isGone) {
      if (isGone) text = ''
      pressed = new Set()
      finish()
    },
  }
}
