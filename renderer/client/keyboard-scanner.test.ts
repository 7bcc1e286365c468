// @vitest-environment happy-dom
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Desk, EID } from './desk.fixture.ts'

let desk: Desk
let field: HTMLInputElement
let pressed: number

beforeEach(() => {
  document.body.innerHTML = '<form><input id="field"><button id="go" type="button">Go</button></form>'
  field = document.querySelector<HTMLInputElement>('#field')!
  pressed = 0
  document.querySelector('#go')!.addEventListener('click', () => {
    pressed += 1
  })
  desk = new Desk()
  const form = document.querySelector('form')!
  for (const type of ['keydown', 'keyup', 'input'])
    form.addEventListener(type, (event) =>
      desk.heard.push(event instanceof KeyboardEvent ? `${type} ${event.key}` : type),
    )
  field.focus()
})

afterEach(() => desk.stop())

describe('a scan', () => {
  it('arrives whole and leaves the field empty when a field has the focus', () => {
    desk.type(EID, 3)
    desk.press('Enter')
    expect(desk.scans).toEqual([`hid-keyboard ${EID}`])
    expect(field.value).toBe('')
    expect(desk.heard).toEqual([])
  })

  it('ends by itself when no Enter follows', () => {
    desk.type('MEB1:1234567897', 8)
    expect(desk.scans).toEqual([])
    desk.wait(250)
    expect(desk.scans).toEqual(['hid-keyboard MEB1:1234567897'])
    expect(field.value).toBe('')
  })

  it('presses no button when a button has the focus and the code has spaces and ends in Enter', () => {
    document.querySelector<HTMLElement>('#go')!.focus()
    desk.type(' A B C D E ', 3)
    desk.press('Enter')
    desk.wait(300)
    expect(desk.scans).toEqual(['hid-keyboard  A B C D E '])
    expect(pressed).toBe(0)
  })

  it('presses no key of the page when its content is control characters', () => {
    const keys: [string, KeyboardEventInit][] = [
      ['F5', {}],
      ['w', { ctrlKey: true }],
      ['F4', { altKey: true }],
      ['Escape', {}],
      ['Delete', {}],
    ]
    desk.type('MEX1:A', 3)
    for (const [key, more] of keys) {
      expect(desk.press(key, more)).toBe(false)
      desk.wait(3)
    }
    desk.type('BC', 3)
    desk.press('Tab')
    desk.wait(3)
    expect(desk.press('Enter')).toBe(false)
    desk.wait(300)
    expect(desk.scans).toEqual(['hid-keyboard MEX1:ABC'])
    expect(desk.heard).toEqual([])
  })

  it('that begins with Enter presses nothing', () => {
    document.querySelector<HTMLElement>('#go')!.focus()
    desk.press('Enter')
    desk.wait(3)
    desk.type('1234567890', 3)
    desk.wait(300)
    expect(pressed).toBe(0)
    expect(desk.scans).toEqual(['hid-keyboard 1234567890'])
  })

  it('is two scans when two follow each other', () => {
    desk.type('FIRST1', 3)
    desk.press('Enter')
    desk.wait(20)
    desk.type('SECOND2', 3)
    desk.press('Enter')
    expect(desk.scans).toEqual(['hid-keyboard FIRST1', 'hid-keyboard SECOND2'])
  })

  it("has the keys' places when another layout gives other characters", () => {
    // The computer has a French layout, and the scanner types in the US one.
    for (const [key, code, shiftKey] of [
      ['?', 'KeyM', true],
      ['E', 'KeyE', true],
      ['&', 'Digit1', false],
      ['M', 'Semicolon', true],
      ['à', 'Digit0', false],
      ['&', 'Digit1', false],
    ] as const) {
      desk.press(key, { code, shiftKey })
      desk.wait(3)
    }
    desk.wait(250)
    expect(desk.scans).toEqual(['hid-keyboard ME1:01'])
  })

  it('is taken out of the field again when an input method has its keys', () => {
    field.value = 'before'
    for (const [code, shiftKey] of [
      ['KeyM', true],
      ['KeyE', true],
      ['Digit1', false],
      ['Semicolon', true],
      ['KeyA', true],
      ['Digit0', false],
      ['KeyB', true],
    ] as const) {
      expect(desk.press('Process', { code, shiftKey, isComposing: true })).toBe(
        desk.scans.length === 0 && code !== 'KeyB',
      )
      field.value += '某'
      desk.wait(3)
    }
    desk.wait(250)
    expect(desk.scans).toEqual(['hid-keyboard ME1:A0B'])
    expect(field.value).toBe('before')
  })

  it("is cut off beyond every code's length when it doesn't end", () => {
    desk.type('A'.repeat(6000), 1)
    desk.wait(250)
    expect(desk.scans[0]?.length).toBe('hid-keyboard '.length + 4097)
    expect(field.value).toBe('')
  })

  it('arrives whole when the page was busy and its timers are late', () => {
    desk.press('M', { shiftKey: true })
    desk.time += 400
    const timer = [...desk.timers][0]!
    desk.timers.delete(timer)
    timer.then()
    desk.time -= 397
    desk.type('E1:ABCDEF', 3)
    desk.wait(500)
    expect(desk.scans).toEqual(['hid-keyboard ME1:ABCDEF'])
    expect(field.value).toBe('')
  })
})

describe('on a machine that delivers keys late', () => {
  function holdUp(ms: number): void {
    desk.wait(ms)
    desk.lag += ms
  }

  it.each([1, 5])(
    "a scan is taken out of the field again when its first %i keys were taken for a person's",
    (count) => {
      field.value = 'before'
      desk.type(EID.slice(0, count), 3)
      holdUp(120)
      expect(field.value).toBe(`before${EID.slice(0, count)}`)
      desk.type(EID.slice(count), 3)
      desk.press('Enter')
      expect(desk.scans).toEqual([`hid-keyboard ${EID}`])
      expect(field.value).toBe('before')
      expect(desk.heard.filter((heard) => heard.startsWith('keydown'))).toEqual(
        Array.from(EID.slice(0, count), (key) => `keydown ${key}`),
      )
    },
  )

  it('a scan arrives whole after a part of it had arrived, each time that keys are held up', () => {
    desk.type(EID.slice(0, 300), 3)
    holdUp(400)
    desk.type(EID.slice(300, 303), 3)
    holdUp(400)
    desk.type(EID.slice(303), 3)
    desk.press('Enter')
    expect(desk.scans).toEqual([EID.slice(0, 300), EID.slice(0, 303), EID].map((text) => `hid-keyboard ${text}`))
    expect(field.value).toBe('')
    expect(desk.heard).toEqual([])
  })

  it.each([1, 2])(
    'a scan arrives once, and nothing is pressed, when the last %i of its two Enters are late',
    (late) => {
      document.querySelector<HTMLElement>('#go')!.focus()
      desk.type('1234567890', 3)
      if (late === 1) desk.press('Enter')
      holdUp(400)
      for (let i = 0; i < late; i += 1) {
        expect(desk.press('Enter')).toBe(false)
        desk.wait(3)
      }
      desk.wait(3000)
      expect(desk.scans).toEqual(['hid-keyboard 1234567890'])
      expect(pressed).toBe(0)
    },
  )

  it('a code with a control key in it arrives whole, without a letter for that key', () => {
    desk.type('ABCDEF', 3)
    desk.press('w', { ctrlKey: true })
    holdUp(400)
    desk.type('GHI', 3)
    desk.press('Enter')
    expect(desk.scans).toEqual(['hid-keyboard ABCDEF', 'hid-keyboard ABCDEFGHI'])
  })

  it("a person's typing arrives once and in order", () => {
    desk.type('1', 20)
    holdUp(120)
    desk.type('23', 20)
    holdUp(120)
    desk.press('Backspace')
    desk.type('4', 20)
    desk.wait(100)
    expect(field.value).toBe('124')
    expect(desk.scans).toEqual([])
  })

  it("a form that was sent isn't called back", () => {
    field.value = '7'
    document.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      field.value = ''
    })
    desk.press('Enter')
    holdUp(120)
    desk.type('1234567890', 3)
    desk.press('Enter')
    expect(desk.scans).toEqual(['hid-keyboard 1234567890'])
    expect(field.value).toBe('')
  })

  it('no code is remembered for more than two seconds', () => {
    desk.type('ABCDEF', 3)
    desk.wait(250 + 1990)
    expect(desk.timers.size).toBe(1)
    desk.wait(20)
    expect(desk.timers.size).toBe(0)
    desk.lag = 2260
    desk.type('GHI', 3)
    desk.press('Enter')
    desk.wait(300)
    expect(desk.scans).toEqual(['hid-keyboard ABCDEF'])
  })
})

describe("a person's typing", () => {
  it('arrives whole and in order at any pace', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            key: fc.constantFrom('a', 'b', 'X', 'Y', '0', '9', ' ', '-', '/', 'Backspace'),
            gap: fc.integer({ min: 1, max: 300 }),
          }),
          { maxLength: 40 },
        ),
        (keys) => {
          field.value = ''
          desk.scans = []
          let quick = 0
          for (const { key, gap } of keys) {
            // Never six keys within the gap, which would be taken for a scanner.
            const pause = quick >= 4 ? Math.max(36, gap) : gap
            quick = pause <= 35 ? quick + 1 : 0
            desk.press(key)
            desk.wait(pause)
          }
          desk.wait(500)
          expect(field.value).toBe(
            keys.reduce((text, { key }) => (key === 'Backspace' ? text.slice(0, -1) : text + key), ''),
          )
          expect(desk.scans).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })

  it.each<[string, KeyboardEventInit]>([
    ['Backspace', {}],
    ['Tab', {}],
    ['ArrowLeft', {}],
    ['v', { ctrlKey: true }],
  ])('keeps its order and %s its action when one key follows the other at once', (key, more) => {
    desk.type('12', 20)
    expect(desk.press(key, more)).toBe(true)
    desk.wait(80)
    expect(desk.heard.filter((heard) => heard.startsWith('keydown'))).toEqual([
      'keydown 1',
      'keydown 2',
      `keydown ${key}`,
    ])
  })

  it('is sent whole when Enter follows its last digit at once', () => {
    let sent: string | undefined
    document.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      sent = field.value
    })
    desk.type('123', 20)
    desk.press('Enter')
    desk.wait(80)
    expect(sent).toBe('123')
  })

  it('is no scan when it is quick, but slower than a scanner', () => {
    desk.type('rapidamente', 37)
    desk.wait(200)
    expect(desk.scans).toEqual([])
    expect(field.value).toBe('rapidamente')
  })

  it('reaches listeners for keys and for input', () => {
    desk.type('ok', 80)
    expect(desk.heard).toEqual(['keydown o', 'input', 'keyup o', 'keydown k', 'input', 'keyup k'])
  })

  it('presses a button once when Enter or Space is pressed on it', () => {
    document.querySelector<HTMLElement>('#go')!.focus()
    desk.press('Enter')
    desk.wait(80)
    desk.press(' ')
    desk.wait(80)
    expect(pressed).toBe(2)
  })

  it('sends a form when Enter is pressed in its field', () => {
    let sent = 0
    document.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      sent += 1
    })
    desk.type('12', 80)
    desk.press('Enter')
    desk.wait(80)
    expect(sent).toBe(1)
  })

  it('is left as it is when it is a shortcut, an editing key or a key held down', () => {
    const keys: [string, KeyboardEventInit][] = [
      ['F2', {}],
      ['v', { altKey: true }],
      ['v', { ctrlKey: true }],
      ['Backspace', {}],
      ['Tab', {}],
      ['ArrowLeft', {}],
      ['a', { repeat: true }],
    ]
    for (const [key, more] of keys) {
      expect([key, desk.press(key, more)]).toEqual([key, true])
      desk.wait(60)
    }
  })

  it('is left to the input method when it composes', () => {
    for (const code of ['KeyN', 'KeyI', 'KeyH', 'KeyA', 'KeyO', 'Space', 'KeyM']) {
      expect(desk.press('Process', { code, isComposing: true })).toBe(true)
      desk.wait(60)
    }
    field.value += '你好'
    desk.wait(300)
    expect(field.value).toBe('你好')
    expect(desk.scans).toEqual([])
  })

  it('is delivered when the scanner is stopped meanwhile', () => {
    desk.press('a')
    desk.stop()
    expect(field.value).toBe('a')
    expect(desk.press('b')).toBe(true)
    expect(desk.timers.size).toBe(0)
  })
})
