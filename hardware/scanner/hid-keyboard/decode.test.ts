import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEYBOARD_DESCRIPTOR, POS_DESCRIPTOR } from '../hid-pos/reports.fixture.ts'
import { BOOT_LAYOUT, keyLayoutOf, type KeyLayout } from '../../hid/keyboard.ts'
import { createKeyAssembler, MOST_CHARACTERS } from './decode.ts'
import { keysOf } from './keys.fixture.ts'

function open(layout: KeyLayout = BOOT_LAYOUT) {
  const codes: string[] = []
  const assembler = createKeyAssembler(layout, (text) => codes.push(text))
  const take = (reports: readonly Uint8Array[]) => {
    for (const report of reports) assembler.take(report)
  }
  return { codes, assembler, take }
}
const press = (modifiers: number, ...keys: number[]) =>
  Uint8Array.of(modifiers, 0, ...keys, 0, 0, 0, 0, 0, 0).subarray(0, 8)
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index)).join('')

describe('the keys of a scanner in keyboard mode', () => {
  it('are the characters of a US keyboard, up to Enter or Tab', () => {
    const { codes, take } = open()
    take(keysOf(`${PRINTABLE}\rnext\t`))
    expect(codes).toEqual([PRINTABLE, 'next'])
  })

  it('are any text of printable and control characters, byte for byte', () => {
    const letters = fc.constantFrom(...PRINTABLE.split(''), '\x1d', '\x1e', '\x04')
    fc.assert(
      fc.property(fc.array(fc.string({ unit: letters, minLength: 1, maxLength: 80 }), { maxLength: 4 }), (texts) => {
        const { codes, take } = open()
        take(texts.flatMap((text) => keysOf(`${text}\r`)))
        expect(codes).toEqual(texts)
      }),
    )
  })

  it('count once each when a key is held over several reports, and twice when it was released between', () => {
    const { codes, take } = open()
    take([press(0, 4), press(0, 4), press(0, 4, 5), press(0, 5), press(0), press(0, 4), press(0), press(0, 0x28)])
    expect(codes).toEqual(['aba'])
  })

  it('are a character by its number when they are typed with Alt', () => {
    const { codes, take } = open()
    const typed = [
      press(0x04, 0x62),
      press(0x04),
      press(0x04, 0x5a),
      press(0x04),
      press(0x04, 0x5b),
      press(0x04),
      press(0),
    ]
    take([...keysOf('a'), ...typed, ...keysOf('b\r')])
    expect(codes).toEqual(['a\x17b'])
  })

  it('end a code when no key comes any more, and drop it when the device is gone', () => {
    const { codes, take, assembler } = open()
    take(keysOf('whole'))
    assembler.end(false)
    take(keysOf('par'))
    assembler.end(true)
    take(keysOf('next\r'))
    expect(codes).toEqual(['whole', 'next'])
  })

  it('are read by the descriptor of the keyboard, when it is elsewhere than the boot report', () => {
    expect(keyLayoutOf(KEYBOARD_DESCRIPTOR)).toEqual(BOOT_LAYOUT)
    expect([keyLayoutOf(POS_DESCRIPTOR), keyLayoutOf(undefined)]).toEqual([undefined, undefined])
    const { codes, take } = open({ reportId: 3, modifiersAt: 1, keysAt: 2, keys: 6 })
    take(keysOf('moved\r').map((report) => Uint8Array.of(3, report[0] ?? 0, ...report.subarray(2))))
    take([Uint8Array.of(4, 0, 4, 0, 0, 0, 0, 0)])
    expect(codes).toEqual(['moved'])
  })

  it('of any reports never throw nor make a code longer than the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 200 }), (reports) => {
        const { codes, take, assembler } = open()
        take(reports)
        assembler.end(false)
        expect(codes.every((code) => code.length > 0 && code.length <= MOST_CHARACTERS)).toBe(true)
      }),
    )
  })
})
