import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCommand, decodeResponse, encodeCommand, encodeResponse, readObjectHead, writeObject } from './apdu.ts'

const byte = fc.integer({ min: 0, max: 255 })
const bytes = fc.uint8Array({ maxLength: 300 })

describe('commands and answers', () => {
  it('writes the four short forms of a command (ISO/IEC 7816-4, 5.1)', () => {
    const head = { cla: 0, ins: 0xa4, p1: 4, p2: 0 }
    expect([...encodeCommand(head)]).toEqual([0, 0xa4, 4, 0])
    expect([...encodeCommand({ ...head, expected: 256 })]).toEqual([0, 0xa4, 4, 0, 0])
    expect([...encodeCommand({ ...head, data: Uint8Array.of(1, 2) })]).toEqual([0, 0xa4, 4, 0, 2, 1, 2])
    expect([...encodeCommand({ ...head, data: Uint8Array.of(1), expected: 16 })]).toEqual([0, 0xa4, 4, 0, 1, 1, 16])
    expect(() => encodeCommand({ ...head, data: new Uint8Array(256) })).toThrow(RangeError)
  })

  it('reads back each command that it writes', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            cla: byte,
            ins: byte,
            p1: byte,
            p2: byte,
            data: fc.uint8Array({ minLength: 1, maxLength: 255 }),
            expected: fc.integer({ min: 1, max: 256 }),
          },
          { requiredKeys: ['cla', 'ins', 'p1', 'p2'] },
        ),
        (command) => {
          expect(decodeCommand(encodeCommand(command))).toEqual(command)
        },
      ),
    )
  })

  it('reads back each answer that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), fc.uint8Array({ maxLength: 256 }), (status, data) => {
        expect(decodeResponse(encodeResponse(status, data))).toEqual({ status, data })
      }),
    )
  })

  it('reads any bytes without a throw', () => {
    fc.assert(
      fc.property(bytes, (any) => {
        decodeCommand(any)
        readObjectHead(any)
        const response = decodeResponse(any)
        expect(response === undefined).toBe(any.length < 2 || any.length > 258)
      }),
    )
  })

  it('reads back the head of each data object that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), (length) => {
        const object = writeObject(0x61, new Uint8Array(length))
        const head = readObjectHead(object)
        expect(head).toMatchObject({ tag: 0x61, length })
        expect((head?.head ?? 0) + length).toBe(object.length)
      }),
      { numRuns: 50, examples: [[0], [127], [128], [255], [256], [65_535]] },
    )
  })
})
