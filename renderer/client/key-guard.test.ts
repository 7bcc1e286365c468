// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guardKeys } from './key-guard.ts'

type Face = 'kiosk' | 'counter'
type Modifiers = Partial<Record<'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey' | 'altGraph' | 'isComposing', boolean>>

let field: HTMLInputElement
beforeEach(() => {
  document.body.innerHTML = '<input type="text"><button>x</button>'
  field = document.querySelector('input') as HTMLInputElement
})
afterEach(() => {
  document.body.innerHTML = ''
})

/** Presses a key. Answers whether the browser may do the key's own action, and whether the page got its event. */
function press(
  face: Face,
  where: 'field' | 'page',
  key: string,
  { altGraph, ...modifiers }: Modifiers = {},
): { passes: boolean; heard: boolean } {
  const stop = guardKeys(face)
  let heard = false
  const hear = (): void => void (heard = true)
  window.addEventListener('keydown', hear)
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers })
  // happy-dom doesn't tell Alt from AltGraph.
  Object.defineProperty(event, 'getModifierState', {
    value: (name: string) => name === 'AltGraph' && altGraph === true,
  })
  const target = where === 'field' ? field : document.body
  target.dispatchEvent(event)
  window.removeEventListener('keydown', hear)
  stop()
  return { passes: !event.defaultPrevented, heard }
}

const FACES = ['kiosk', 'counter'] as const
const WHERE = ['field', 'page'] as const
const ctrl = { ctrlKey: true }
const BROWSERS: readonly [string, Modifiers?][] = [
  ...[
    'r',
    'j',
    'n',
    'w',
    't',
    'p',
    's',
    'f',
    'g',
    'h',
    'o',
    'u',
    'd',
    'l',
    '+',
    '-',
    '0',
    '=',
    ']',
    '[',
    '\\',
    '^',
    '_',
    'Tab',
    'Enter',
    'F4',
    'PageDown',
  ].map((key): [string, Modifiers] => [key, ctrl]),
  ...['i', 'j', 'c', 'n', 'r', 'Delete'].map((key): [string, Modifiers] => [key, { ctrlKey: true, shiftKey: true }]),
  ...['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12'].map((key): [string] => [key]),
  ...['F4', 'ArrowLeft', 'ArrowRight', 'Home', 'd', 'f', 'v', 'q', ' ', 'Enter'].map((key): [string, Modifiers] => [
    key,
    { altKey: true },
  ]),
  ...['r', 'q', 'l', 'w'].map((key): [string, Modifiers] => [key, { metaKey: true }]),
  ['F10', { shiftKey: true }],
  ['ContextMenu'],
  ['BrowserBack'],
  ['BrowserRefresh'],
  ['BrowserHome'],
  ['LaunchMail'],
  ['Alt', { altKey: true }],
  ['Pause'],
  ['PrintScreen'],
  ['Help'],
]

describe("the browser's own keys", () => {
  it.each(FACES)('are kept from the browser at the %s from the first key on, and reach the page', (face) => {
    for (const where of WHERE)
      for (const [key, modifiers] of BROWSERS)
        expect([where, key, modifiers, press(face, where, key, modifiers)]).toEqual([
          where,
          key,
          modifiers,
          { passes: false, heard: true },
        ])
  })

  it.each(FACES)('are kept from the browser at the %s while an input method composes or hides the key', (face) => {
    for (const key of ['F1', 'F5', 'F12', 'ContextMenu', 'BrowserBack'])
      expect([key, press(face, 'field', key, { isComposing: true }).passes]).toEqual([key, false])
    for (const key of ['r', 'w', 'n', 'j', '+', 'Process', 'Unidentified', 'Dead'])
      expect([key, press(face, 'field', key, { ...ctrl, isComposing: true }).passes]).toEqual([key, false])
    for (const key of ['Process', 'Unidentified', 'Dead'])
      for (const where of WHERE)
        expect([key, press(face, where, key, { altKey: true }).passes, press(face, where, key, ctrl).passes]).toEqual([
          key,
          false,
          false,
        ])
    for (const key of ['Process', 'a', '澳', 'Enter', 'Escape', 'Backspace', 'ArrowDown'])
      expect([key, press(face, 'field', key, { isComposing: true }).passes]).toEqual([key, true])
    expect(press(face, 'field', 'Dead', { ctrlKey: true, altKey: true, altGraph: true }).passes).toBe(true)
  })

  it.each(FACES)('are left to walking, pressing, typing and editing at the %s', (face) => {
    for (const where of WHERE)
      for (const key of ['Tab', 'Enter', ' ', 'Escape', 'Shift', 'Dead', 'Process'])
        expect([key, press(face, where, key).passes]).toEqual([key, true])
    expect(press(face, 'page', 'Tab', { shiftKey: true }).passes).toBe(true)
    for (const key of ['a', 'é', '澳', '2', 'Backspace', 'Delete', 'ArrowLeft', 'Home', 'End'])
      expect([key, press(face, 'field', key).passes]).toEqual([key, true])
    expect(press(face, 'field', '@', { ctrlKey: true, altKey: true, altGraph: true }).passes).toBe(true)
    for (const key of ['c', 'v', 'x', 'a', 'z', 'ArrowLeft', 'Backspace'])
      expect([key, press(face, 'field', key, ctrl).passes]).toEqual([key, true])
  })

  it('copy and paste only at the counter when nothing is typed', () => {
    for (const key of ['c', 'v', 'a'])
      expect([key, press('counter', 'page', key, ctrl).passes, press('kiosk', 'page', key, ctrl).passes]).toEqual([
        key,
        true,
        false,
      ])
    for (const key of ['ArrowDown', 'x'])
      expect([key, press('counter', 'page', key).passes, press('kiosk', 'page', key).passes]).toEqual([
        key,
        true,
        false,
      ])
  })
})
