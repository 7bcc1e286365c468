import { describe, expect, it } from 'vitest'
import { actionForKey, pickKey, isIrreversible } from './keys.ts'
import { DESK_VIEWS } from './desk-views.ts'

const press = (key: string, more: Partial<Parameters<typeof actionForKey>[0]> = {}) => ({
  key,
  code: '',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  repeat: false,
  ...more,
})

describe('keys', () => {
  it('do what is printed on the buttons', () => {
    expect(actionForKey(press('F2'), 'desk', 'identity')).toEqual({ do: 'omnibox' })
    expect(actionForKey(press('F4'), 'desk', 'identity')).toEqual({ do: 'camera' })
    expect(actionForKey(press('F8'), 'field', 'identity')).toEqual({ do: 'phone' })
    expect(actionForKey(press('Escape'), 'field', 'identity')).toEqual({ do: 'end' })
    expect(actionForKey(press('2'), 'desk', 'identity')).toEqual({ do: 'pick', index: 1 })
    expect(actionForKey(press('P'), 'desk', 'paid')).toEqual({ do: 'print' })
    expect(actionForKey(press('c'), 'desk', 'devices')).toEqual({ do: 'check' })
  })

  it("stay the field's own when somebody types", () => {
    expect(actionForKey(press('2'), 'field', 'found')).toBeNull()
    expect(actionForKey(press('Enter'), 'field', 'found')).toBeNull()
    expect(actionForKey(press('a'), 'desk', 'found')).toBeNull()
  })

  it('that press a button stay its own when it has the focus', () => {
    expect(actionForKey(press('Enter'), 'button', 'found')).toBeNull()
    expect(actionForKey(press('2'), 'button', 'found')).toEqual({ do: 'pick', index: 1 })
  })

  it('are known by their place when Alt makes another character of them', () => {
    expect(actionForKey(press('√', { altKey: true, code: 'KeyV' }), 'field', 'found')).toEqual({ do: 'show' })
    expect(actionForKey(press('q', { altKey: true, code: 'KeyQ' }), 'desk', 'identity')).toEqual({ do: 'sign-out' })
    expect(actionForKey(press('1', { altKey: true, code: 'Digit1' }), 'desk', 'identity')).toBeNull()
  })

  it('do nothing with Ctrl or while held down, except to walk along the lines', () => {
    expect(actionForKey(press('1', { ctrlKey: true }), 'desk', 'identity')).toBeNull()
    expect(actionForKey(press('1', { repeat: true }), 'desk', 'identity')).toBeNull()
    expect(actionForKey(press('Enter', { repeat: true }), 'desk', 'paid')).toBeNull()
    expect(actionForKey(press('ArrowDown', { repeat: true }), 'desk', 'found')).toEqual({ do: 'down' })
  })

  it('pick one of ten things, the tenth with 0', () => {
    expect(actionForKey(press('0'), 'desk', 'found')).toEqual({ do: 'pick', index: 9 })
    expect([0, 8, 9, 10].map(pickKey)).toEqual(['1', '9', '0', undefined])
  })

  it("don't end a customer's visit while money is under way", () => {
    for (const view of ['paying', 'confirm', 'tender', 'code', 'cash', 'ended', 'open-cash'] as const)
      expect(actionForKey(press('Escape'), 'desk', view), view).not.toEqual({ do: 'end' })
    expect(actionForKey(press('Escape'), 'desk', 'paying')).toEqual({ do: 'cancel' })
  })

  it('lead out of every desk view but the one that has to be answered, and one that the gateway ends', () => {
    for (const view of DESK_VIEWS)
      expect(actionForKey(press('Escape'), 'desk', view) !== null, view).toBe(
        view !== 'open-cash' && view !== 'act-asking',
      )
  })

  it('begin, and go through, an act on identity', () => {
    const does = (view: Parameters<typeof actionForKey>[2], ...keys: string[]) =>
      keys.map((key) => actionForKey(press(key), 'desk', view)?.do)
    expect(does('identity', 'F5', 'F6', 'F7')).toEqual(['bind', 'reset', 'lift-freeze'])
    expect(does('act-finger', 'f', 'Escape')).toEqual(['face', 'end'])
    expect(does('act-choose', '1', 'l', 's', 'c', 'o')).toEqual(['pick', 'lost', 'stolen', 'changed', 'other'])
    expect(does('act-confirm', 'f', 'Enter', 'Escape')).toEqual(['form', 'go', 'back'])
    expect(does('act-done', 'e', 'p', 'r')).toEqual(['end-freeze', 'print', 'picture'])
    expect(does('act-asking', 'Enter', 'Escape', 'f')).toEqual([undefined, undefined, undefined])
  })

  it('note a signed form, and put away what was done, only once it was on the screen', () => {
    const now = { asksAtOnce: () => false, isPrinted: false }
    expect(isIrreversible(press('f'), 'desk', 'act-confirm', now)).toBe(true)
    for (const key of ['F5', 'F6', 'F7', 'Escape'])
      expect(isIrreversible(press(key), 'desk', 'act-done', now)).toBe(true)
    expect(isIrreversible(press('Enter'), 'desk', 'act-done', now)).toBe(false)
    expect(isIrreversible(press('f'), 'desk', 'act-finger', now)).toBe(false)
  })

  it('settle something when they take cash, ask for money, cancel, answer for open cash, or do an act', () => {
    const now = { asksAtOnce: (index: number) => index === 1, isPrinted: true }
    const does = DESK_VIEWS.flatMap((view) =>
      (['Enter', ' ', '1', '2', 'Escape', 'p'] as const).flatMap((key) =>
        (['field', 'button', 'desk'] as const)
          .filter((focus) => isIrreversible(press(key), focus, view, now))
          .map((focus) => `${view} ${key} ${focus}`),
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
      'act-face Enter button',
      'act-face Enter desk',
      'act-face   button',
      'act-confirm Enter button',
      'act-confirm Enter desk',
      'act-confirm   button',
      'act-done Enter desk',
      'act-done Escape field',
      'act-done Escape button',
      'act-done Escape desk',
    ])
    expect(isIrreversible(press('Enter'), 'desk', 'paid', { ...now, isPrinted: false })).toBe(false)
  })
})
