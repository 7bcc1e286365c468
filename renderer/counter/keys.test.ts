import { describe, expect, it } from 'vitest'
import { deedOf } from './keys.ts'

const press = (key: string, more: Partial<Parameters<typeof deedOf>[0]> = {}) => ({ key, code: '', altKey: false, ctrlKey: false, metaKey: false, repeat: false, ...more })

describe('keys', () => {
  it('do what is printed on the buttons when pressed', () => {
    expect(deedOf(press('F2'), false)).toEqual({ do: 'omnibox' })
    expect(deedOf(press('F4'), false)).toEqual({ do: 'camera' })
    expect(deedOf(press('F8'), true)).toEqual({ do: 'phone' })
    expect(deedOf(press('Escape'), true)).toEqual({ do: 'end' })
    expect(deedOf(press('2'), false)).toEqual({ do: 'service', index: 1 })
  })

  it('stay the field\'s own when somebody types', () => {
    expect(deedOf(press('2'), true)).toBeNull()
    expect(deedOf(press('a'), false)).toBeNull()
  })

  it('are known by their place when Alt makes another character of them', () => {
    expect(deedOf(press('√', { altKey: true, code: 'KeyV' }), true)).toEqual({ do: 'show' })
    expect(deedOf(press('q', { altKey: true, code: 'KeyQ' }), false)).toEqual({ do: 'sign-out' })
    expect(deedOf(press('1', { altKey: true, code: 'Digit1' }), false)).toBeNull()
  })

  it('do nothing when they belong to a shortcut of the browser or are held down', () => {
    expect(deedOf(press('1', { ctrlKey: true }), false)).toBeNull()
    expect(deedOf(press('1', { repeat: true }), false)).toBeNull()
  })
})
