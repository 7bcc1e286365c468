import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASK_STATUS, askProcess, createStatusReader, factsOfStatus, troubleOf, type PrinterFacts } from './status.ts'

const WELL: PrinterFacts = {
  isOffline: false,
  isOpen: false,
  isPaperOut: false,
  isPaperLow: false,
  isCutterStuck: false,
  isFaulty: false,
}
const read = (...bytes: number[]) => createStatusReader().take(Uint8Array.from(bytes))

describe("a printer's status", () => {
  it('asks for the four real-time states, and for a process id of four characters', () => {
    expect([...ASK_STATUS]).toEqual([16, 4, 1, 16, 4, 2, 16, 4, 3, 16, 4, 4])
    expect([...askProcess('0042')]).toEqual([0x1d, 0x28, 0x48, 6, 0, 48, 48, 0x30, 0x30, 0x34, 0x32])
  })

  it.each<[string, number[], Partial<PrinterFacts>, string | undefined]>([
    ['well', [0x12, 0x12, 0x12, 0x12], {}, undefined],
    ['with its drawer open', [0x16, 0x12, 0x12, 0x12], {}, undefined],
    ['offline', [0x1a, 0x12, 0x12, 0x12], { isOffline: true }, 'offline'],
    ['open', [0x1a, 0x16, 0x12, 0x12], { isOffline: true, isOpen: true }, 'cover-open'],
    ['out of paper', [0x1a, 0x32, 0x12, 0x7e], { isOffline: true, isPaperOut: true, isPaperLow: true }, 'paper-out'],
    ['low on paper', [0x12, 0x12, 0x12, 0x1e], { isPaperLow: true }, undefined],
    ['with a stuck cutter', [0x1a, 0x52, 0x1a, 0x12], { isOffline: true, isCutterStuck: true }, 'cutter'],
    ['hot', [0x1a, 0x52, 0x52, 0x12], { isOffline: true, isFaulty: true }, 'fault'],
  ])('tells a printer that is %s', (_, bytes, facts, trouble) => {
    expect(factsOfStatus(bytes)).toEqual({ ...WELL, ...facts })
    expect(troubleOf(factsOfStatus(bytes))).toBe(trouble)
  })

  it.each<[string, number[], Partial<PrinterFacts>]>([
    ['well', [0x10, 0, 0, 0x0f], {}],
    ['open', [0x38, 0, 0, 0], { isOffline: true, isOpen: true }],
    ['low on paper', [0x10, 0, 3, 0], { isPaperLow: true }],
    ['with a stuck cutter', [0x18, 8, 0, 0], { isOffline: true, isCutterStuck: true }],
    ['beyond repair', [0x18, 0x20, 0, 0], { isOffline: true, isFaulty: true }],
  ])('tells by itself that it is %s', (_, bytes, facts) => {
    expect(read(...bytes)).toEqual([{ say: 'changed', facts: { ...WELL, ...facts } }])
  })

  it('tells the paper sensor, a process id and real-time bytes apart, also in the middle of a change', () => {
    expect(read(0x00, 0x0c)).toEqual([
      { say: 'sensor', isPaperOut: false },
      { say: 'sensor', isPaperOut: true },
    ])
    expect(read(0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0)).toEqual([{ say: 'process', id: '0042' }])
    expect(read(0x10, 0, 0x12, 0, 0)).toEqual([
      { say: 'real-time', byte: 0x12 },
      { say: 'changed', facts: WELL },
    ])
    expect(read(0x37, 0x25, 0)).toEqual([{ say: 'cleared' }])
    // An answer to nothing that is asked here, and flow control.
    expect(read(0x37, 0x70, 0x40, 0, 0x11, 0x13)).toEqual([])
  })

  it('tells what is no answer, and reads on', () => {
    expect(read(0x80, 0xff, 0x12).map(({ say }) => say)).toEqual(['garbage', 'garbage', 'real-time'])
    expect(read(0x10, 0, 0x10, 0, 0, 0).map(({ say }) => say)).toEqual(['garbage', 'changed'])
    expect(read(0x37, ...Array.from({ length: 83 }, () => 65), 0x12).map(({ say }) => say)).toEqual([
      'garbage',
      'real-time',
    ])
  })

  it('reads any bytes, however they are split, to the same answers', () => {
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x10, 0x12, 0x37, 0x22, 0, 0x0c, 0x38))
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 300 }), fc.array(fc.nat(300), { maxLength: 20 }), (bytes, cuts) => {
        const reader = createStatusReader()
        const edges = [0, ...cuts.sort((one, other) => one - other), bytes.length]
        const split = edges.flatMap((from, index) => reader.take(Uint8Array.from(bytes.slice(from, edges[index + 1]))))
        expect(split).toEqual(read(...bytes))
      }),
      { numRuns: 1_000 },
    )
  })

  it('takes no byte of an automatic status for an answer of the sensor', () => {
    const rest = fc.nat(255).map((byte) => byte & 0x6f)
    fc.assert(
      fc.property(fc.constantFrom(0x10, 0x14, 0x18, 0x38, 0x5c), rest, rest, rest, (head, ...others) => {
        expect(read(head, ...others).map(({ say }) => say)).toEqual(['changed'])
      }),
    )
  })
})
