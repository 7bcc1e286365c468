import { describe, expect, it } from 'vitest'
import { deedOf, pickKey, settles } from './keys.ts'
import { SCENES } from './scenes.ts'

const press = (key: string, more: Partial<Parameters<typeof deedOf>[0]> = {}) => ({
  key,
  code: '',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  repeat: false,
  ...more,
})

describe('keys', () => {
  it('do what is printed on the buttons when pressed', () => {
    expect(deedOf(press('F2'), 'desk', 'identity')).toEqual({ do: 'omnibox' })
    expect(deedOf(press('F4'), 'desk', 'identity')).toEqual({ do: 'camera' })
    expect(deedOf(press('F8'), 'field', 'identity')).toEqual({ do: 'phone' })
    expect(deedOf(press('Escape'), 'field', 'identity')).toEqual({ do: 'end' })
    expect(deedOf(press('2'), 'desk', 'identity')).toEqual({ do: 'pick', index: 1 })
    expect(deedOf(press('P'), 'desk', 'paid')).toEqual({ do: 'print' })
  })

  it("stay the field's own when somebody types", () => {
    expect(deedOf(press('2'), 'field', 'found')).toBeNull()
    expect(deedOf(press('Enter'), 'field', 'found')).toBeNull()
    expect(deedOf(press('a'), 'desk', 'found')).toBeNull()
  })

  it("stay a button's own where the button has the focus, as far as pressing it goes", () => {
    expect(deedOf(press('Enter'), 'button', 'found')).toBeNull()
    expect(deedOf(press('2'), 'button', 'found')).toEqual({ do: 'pick', index: 1 })
  })

  it('are known by their place when Alt makes another character of them', () => {
    expect(deedOf(press('√', { altKey: true, code: 'KeyV' }), 'field', 'found')).toEqual({ do: 'show' })
    expect(deedOf(press('q', { altKey: true, code: 'KeyQ' }), 'desk', 'identity')).toEqual({ do: 'sign-out' })
    expect(deedOf(press('1', { altKey: true, code: 'Digit1' }), 'desk', 'identity')).toBeNull()
  })

  it('do nothing when they belong to a shortcut of the browser or are held down, but for walking along the lines', () => {
    expect(deedOf(press('1', { ctrlKey: true }), 'desk', 'identity')).toBeNull()
    expect(deedOf(press('1', { repeat: true }), 'desk', 'identity')).toBeNull()
    expect(deedOf(press('Enter', { repeat: true }), 'desk', 'paid')).toBeNull()
    expect(deedOf(press('ArrowDown', { repeat: true }), 'desk', 'found')).toEqual({ do: 'down' })
  })

  it('pick ten things, the tenth with 0', () => {
    expect(deedOf(press('0'), 'desk', 'found')).toEqual({ do: 'pick', index: 9 })
    expect([0, 8, 9, 10].map(pickKey)).toEqual(['1', '9', '0', undefined])
  })

  it("never end a customer's time while money is under way", () => {
    for (const scene of ['paying', 'confirm', 'tender', 'code', 'cash', 'ended', 'open-cash'] as const)
      expect(deedOf(press('Escape'), 'desk', scene), scene).not.toEqual({ do: 'end' })
    expect(deedOf(press('Escape'), 'desk', 'paying')).toEqual({ do: 'cancel' })
  })

  it('lead out of every scene but the one that has to be answered', () => {
    for (const scene of SCENES)
      expect(deedOf(press('Escape'), 'desk', scene) !== null, scene).toBe(scene !== 'open-cash')
  })

  it('settle something about money where they take cash, ask for money, cancel, or say whether cash was taken', () => {
    const now = { asksAtOnce: (index: number) => index === 1, isPrinted: true }
    const does = SCENES.flatMap((scene) =>
      (['Enter', ' ', '1', '2', 'Escape', 'p'] as const).flatMap((key) =>
        (['field', 'button', 'desk'] as const)
          .filter((focus) => settles(press(key), focus, scene, now))
          .map((focus) => `${scene} ${key} ${focus}`),
      ),
    )
    expect(does).toEqual([
      'tender Enter button',
      'tender   button',
      'tender 2 button',
      'tender 2 desk',
      'code Enter button',
      'code   button',
      'code 2 button',
      'code 2 desk',
      'cash Enter field',
      'cash Enter button',
      'cash Enter desk',
      'cash   button',
      'confirm Enter button',
      'confirm Enter desk',
      'confirm   button',
      'paid Enter desk',
      'open-cash Enter button',
      'open-cash   button',
      'open-cash 1 button',
      'open-cash 1 desk',
      'open-cash 2 button',
      'open-cash 2 desk',
    ])
    expect(settles(press('Enter'), 'desk', 'paid', { ...now, isPrinted: false })).toBe(false)
  })
})
