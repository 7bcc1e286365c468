import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEYBOARD_DESCRIPTOR, POS_DESCRIPTOR } from '../scanner/hid-pos/reports.fixture.ts'
import { readDescriptor, usageOf } from './descriptor.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

describe('a report descriptor', () => {
  it('names its application and the fields of its reports', () => {
    const read = readDescriptor(POS_DESCRIPTOR)
    expect(read?.applications).toEqual([usageOf(0x8c, 0x02)])
    expect(read?.fields.map(({ kind, reportId, bit, size, count }) => [kind, reportId, bit, size, count])).toEqual([
      ['input', 2, 8, 8, 1],
      ['input', 2, 16, 8, 3],
      ['input', 2, 40, 8, 56],
      ['input', 2, 488, 8, 2],
      ['input', 2, 504, 1, 1],
      ['input', 2, 505, 7, 1],
      ['output', 4, 8, 1, 2],
      ['output', 4, 10, 6, 1],
    ])
  })

  it('of a keyboard has fields without a report id, and ranges of usages', () => {
    const read = readDescriptor(KEYBOARD_DESCRIPTOR)
    expect(read?.applications).toEqual([usageOf(1, 6)])
    const inputs = read?.fields.filter(({ kind }) => kind === 'input') ?? []
    expect(inputs.map(({ reportId, bit, usages }) => [reportId, bit, usages.length])).toEqual([
      [0, 0, 8],
      [0, 8, 0],
      [0, 16, 0x66],
    ])
    expect(inputs[0]?.usages[0]).toBe(usageOf(7, 0xe0))
  })

  it('keeps its global items over push and pop, and its usages of four bytes name their page', () => {
    const read = readDescriptor(
      bytes(
        ...[0x05, 0x01, 0x75, 0x08, 0x95, 0x01, 0xa4, 0x05, 0x8c, 0x75, 0x10, 0xb4],
        ...[0x0b, 0xfe, 0x00, 0x8c, 0x00, 0x81, 0x02],
      ),
    )
    expect(read?.fields).toMatchObject([{ size: 8, usages: [usageOf(0x8c, 0xfe)] }])
  })

  it.each([
    ['is cut off within an item', POS_DESCRIPTOR.subarray(0, 12)],
    ['ends a collection that did not begin', bytes(0xc0)],
    ['leaves a collection open', bytes(0x09, 0x02, 0xa1, 0x01)],
    ['pops what was not pushed', bytes(0xb4)],
    ['has a report id of 0', bytes(0x85, 0x00)],
    ['has a report of more than 8 KiB', bytes(0x75, 0xff, 0x96, 0xff, 0xff, 0x81, 0x02)],
    ['has a long item that goes beyond its end', bytes(0xfe, 0x20, 0x00)],
    ['has more than 4,096 bytes', new Uint8Array(4_097)],
  ])('is not read when it %s', (_, descriptor) => {
    expect(readDescriptor(descriptor)).toBeUndefined()
  })

  it('of any bytes is read or refused at once, and its fields fit their reports', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        for (const { bit, size, count, usages } of readDescriptor(any)?.fields ?? []) {
          expect(bit + size * count).toBeLessThanOrEqual(0x1_0000)
          expect(usages.length).toBeLessThanOrEqual(1_024)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('with any one byte changed is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.nat(POS_DESCRIPTOR.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        readDescriptor(POS_DESCRIPTOR.with(at, value))
      }),
      { numRuns: 2_000 },
    )
  })
})
