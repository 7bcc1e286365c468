import { describe, expect, expectTypeOf, it } from 'vitest'
import { defined } from './defined.ts'

const absent = (): number | undefined => undefined

describe('defined', () => {
  it('leaves out what is undefined, and that alone, in the order that it came in', () => {
    const fields = defined({ z: 1, none: absent(), nothing: null, no: false, zero: 0, empty: '', a: 'last' })
    expect(JSON.stringify(fields)).toBe('{"z":1,"nothing":null,"no":false,"zero":0,"empty":"","a":"last"}')
    expect('none' in fields).toBe(false)
  })

  it('has fields that may be absent but never undefined', () => {
    expectTypeOf(defined({ one: 1, other: absent() })).branded.toEqualTypeOf<{ one: number; other?: number }>()
    const exact: { one: number; other?: number } = defined({ one: 1, other: absent() })
    expect(exact).toStrictEqual({ one: 1 })
  })
})
