import { BOOT_LAYOUT } from '../../hid/keyboard.ts'

const SHIFTED = '!@#$%^&*()_+{}|:"~<>?'
const PLAIN = "1234567890-=[]\\;'`,./"
const USAGES = [
  0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x33, 0x34,
].concat([0x35, 0x36, 0x37, 0x38])

/** The modifier and the usage of the key that a scanner of US layout types a character with. */
function keyOf(character: string): [modifier: number, usage: number] {
  if (/[a-z]/.test(character)) return [0, 0x04 + character.charCodeAt(0) - 0x61]
  if (/[A-Z]/.test(character)) return [0x02, 0x04 + character.charCodeAt(0) - 0x41]
  if (character === ' ') return [0, 0x2c]
  if (character === '\r') return [0, 0x28]
  if (character === '\t') return [0, 0x2b]
  if (PLAIN.includes(character)) return [0, USAGES[PLAIN.indexOf(character)] ?? 0]
  if (SHIFTED.includes(character)) return [0x20, USAGES[SHIFTED.indexOf(character)] ?? 0]
  // Other control characters: Ctrl and the key of the character 64 above.
  const [modifier, usage] = keyOf(String.fromCharCode(character.charCodeAt(0) + 0x40).toLowerCase())
  return [modifier | 0x01, usage]
}

/** The reports by which a scanner in keyboard mode types a text: each key is pressed and released. */
export function keysOf(text: string): Uint8Array[] {
  return text.split('').flatMap((character) => {
    const [modifier, usage] = keyOf(character)
    const down = new Uint8Array(BOOT_LAYOUT.keysAt + BOOT_LAYOUT.keys)
    down[BOOT_LAYOUT.modifiersAt] = modifier
    down[BOOT_LAYOUT.keysAt] = usage
    return [down, new Uint8Array(down.length)]
  })
}
