// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, Desk, EID } from './desk.fixture.ts'

let desk: Desk
let field: HTMLInputElement

beforeEach(() => {
  document.body.innerHTML = '<form><input id="field"><button id="go" type="button">Go</button></form>'
  field = document.querySelector<HTMLInputElement>('#field')!
  desk = new Desk()
  const form = document.querySelector('form')!
  for (const type of ['keydown', 'keyup', 'input'])
    form.addEventListener(type, (event) =>
      desk.heard.push(event instanceof KeyboardEvent ? `${type} ${event.key}` : type),
    )
  field.focus()
})

afterEach(() => desk.stop())

/** The `code` and Shift of these signs on a US keyboard, and the character of a Portuguese keyboard there. */
const PLACES: Record<string, readonly [code: string, shift: boolean, pt: string]> = {
  ':': ['Semicolon', true, 'Ç'],
  '-': ['Minus', false, "'"],
  '.': ['Period', false, '.'],
  '/': ['Slash', false, '-'],
  '+': ['Equal', true, '»'],
  '*': ['Digit8', true, '('],
  '%': ['Digit5', true, '%'],
  $: ['Digit4', true, '$'],
  ' ': ['Space', false, ' '],
}
const SLIP = '00020126280010mo.gov.pay0102MP0204slip53034465406600.005802MO621001062026-16304E655'

/** Types as a US scanner does into a computer with a Portuguese keyboard. */
function typePortuguese(text: string, gap: number): void {
  for (const character of text) {
    const [code, shiftKey, key] = PLACES[character] ?? [codeOf(character), /[A-Z]/.test(character), character]
    desk.press(desk.capsLock && /[a-z]/i.test(key) ? (shiftKey ? key.toLowerCase() : key.toUpperCase()) : key, {
      code,
      shiftKey,
    })
    desk.wait(gap)
  }
}

describe('a scanner that is set up for another keyboard', () => {
  it.each([EID, SLIP])("is read by the keys' places, with what the computer made of them beside", (code) => {
    typePortuguese(code, 3)
    desk.press('Enter')
    expect(desk.scans).toEqual([`hid-keyboard ${code}`])
    expect(desk.readings[0]).toHaveLength(1)
    expect(desk.readings[0]?.[0]).not.toBe(code)
  })

  it.each([EID, SLIP])('is read as it was meant when Caps Lock is on', (code) => {
    desk.capsLock = true
    typePortuguese(code, 3)
    desk.press('Enter')
    expect(desk.scans).toEqual([`hid-keyboard ${code}`])
  })

  it('is read as the computer has it when only that begins like a code', () => {
    // Scanner and computer both have the Portuguese layout.
    for (const [key, code, shiftKey] of [
      ['M', 'KeyM', true],
      ['E', 'KeyE', true],
      ['1', 'Digit1', false],
      [':', 'Period', true],
      ['A', 'KeyA', true],
      ['0', 'Digit0', false],
    ] as const) {
      desk.press(key, { code, shiftKey })
      desk.wait(3)
    }
    desk.wait(300)
    expect(desk.scans).toEqual(['hid-keyboard ME1:A0'])
  })
})

describe('a slow scanner', () => {
  it.each([
    [50, EID],
    [90, SLIP],
    [115, 'MEB1:9900000010'],
  ] as const)('is read at %i ms a key, and its code taken out of the field again', (gap, code) => {
    field.value = 'before'
    typePortuguese(code, gap)
    desk.press('Enter')
    desk.wait(300)
    expect(desk.scans).toEqual([`hid-keyboard ${code}`])
    expect(field.value).toBe('before')
    expect(desk.heard.filter((heard) => heard === 'keydown Enter')).toEqual([])
  })

  it('is read when its pace changes within the code', () => {
    for (const [index, character] of Array.from(SLIP).entries()) {
      typePortuguese(character, [3, 60, 20, 100][index % 4] ?? 3)
    }
    desk.wait(300)
    expect(desk.scans).toEqual([`hid-keyboard ${SLIP}`])
    expect(field.value).toBe('')
  })

  it('is read when no field takes its keys, whichever code it is', () => {
    field.blur()
    desk.type('2812345678901234', 60)
    desk.press('Enter')
    desk.wait(300)
    expect(desk.scans).toEqual(['hid-keyboard 2812345678901234'])
  })

  it('leaves bare digits typed in a field, as a person would type them', () => {
    desk.type('2812345678901234', 60)
    desk.wait(300)
    expect(field.value).toBe('2812345678901234')
    expect(desk.scans).toEqual([])
  })

  it("isn't seen in a person who types a number that begins like a code", () => {
    let sent: string | undefined
    document.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      sent = field.value
    })
    desk.type('00020177', 80)
    desk.wait(300)
    expect(field.value).toBe('00020177')
    desk.type('00020199', 80)
    expect(desk.press('Backspace')).toBe(true)
    desk.wait(80)
    desk.type('1', 80)
    desk.press('Enter')
    desk.wait(300)
    expect(field.value).toBe('00020177000201991'.replace('991', '91'))
    expect(sent).toBe(field.value)
    expect(desk.scans).toEqual([])
  })
})
