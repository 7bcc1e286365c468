import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScanAssembler, MOST_BYTES, MOST_GAP_MS, type DropReason, type PosScan } from './decode.ts'
import { COMMON_LAYOUT, NEWLAND_LAYOUT, type ScanLayout } from './layout.ts'
import { reportsOf } from './reports.fixture.ts'

const text = (words: string) => new TextEncoder().encode(words)
const bytesOf = (length: number, first = 0) => Uint8Array.from({ length }, (_, index) => (first + index * 7) & 0xff)

/** An assembler that keeps what it says. Reports without a time of their own come a millisecond apart. */
function open(layout: ScanLayout = COMMON_LAYOUT) {
  const scans: PosScan[] = []
  const drops: DropReason[] = []
  const assembler = createScanAssembler(layout, {
    onScan: (scan) => scans.push(scan),
    onDrop: (why) => drops.push(why),
  })
  let now = 0
  return {
    scans,
    drops,
    assembler,
    take: (...reports: Uint8Array[]) => {
      for (const report of reports) assembler.take(report, (now += 1))
    },
    wait: (ms: number) => (now += ms),
  }
}

/** The layouts of makers, and others with and without each part, whose parts don't overlap. */
const madeLayout: fc.Arbitrary<ScanLayout> = fc
  .record({
    hasId: fc.boolean(),
    hasSymbology: fc.boolean(),
    dataLength: fc.integer({ min: 4, max: 120 }),
    bit: fc.nat(7),
  })
  .map(({ hasId, hasSymbology, dataLength, bit }) => {
    const first = hasId ? 1 : 0
    const dataAt = first + 1 + (hasSymbology ? 3 : 0)
    return {
      reportId: hasId ? 5 : 0,
      length: dataAt + dataLength + 1,
      countAt: first,
      ...(hasSymbology ? { symbologyAt: first + 1 } : {}),
      dataAt,
      dataLength,
      continued: { at: dataAt + dataLength, mask: 1 << bit },
    }
  })

const anyLayout = fc.oneof(fc.constantFrom(COMMON_LAYOUT, NEWLAND_LAYOUT), madeLayout)

describe('reports of one code', () => {
  it.each([0, 1, 55, 56, 57, 112, 700, 4_096, MOST_BYTES])('are the same %i bytes as the code when whole', (length) => {
    const { scans, drops, take } = open()
    take(...reportsOf(bytesOf(length), ']d2'))
    expect(scans).toEqual([{ bytes: bytesOf(length), symbology: ']d2' }])
    expect(drops).toEqual([])
  })

  it('are whole after any sequence of codes, in any layout', () => {
    fc.assert(
      fc.property(
        anyLayout,
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 700 }), fc.constantFrom(']Q1', ']z0', ']C0')), { maxLength: 5 }),
        (layout, codes) => {
          const { scans, drops, take } = open(layout)
          for (const [bytes, symbology] of codes) take(...reportsOf(bytes, symbology, layout))
          expect(scans).toEqual(
            codes.map(([bytes, symbology]) => ({
              bytes,
              ...(layout.symbologyAt === undefined ? {} : { symbology }),
            })),
          )
          expect(drops).toEqual([])
        },
      ),
    )
  })

  it('have no symbology when the three bytes are no identifier', () => {
    const { scans, take } = open()
    take(...reportsOf(text('a'), '\0\0\0'), ...reportsOf(text('b'), ']Q!'))
    expect(scans).toEqual([{ bytes: text('a') }, { bytes: text('b') }])
  })

  it("are read by Newland's layout as its guide prints it, whose number of the symbology is left", () => {
    const { scans, take } = open(NEWLAND_LAYOUT)
    const report = Uint8Array.from([2, 3, ...text(']Q1'), ...Array<number>(57).fill(0), 7, 0])
    take(report)
    expect([report.length, scans]).toEqual([64, [{ bytes: text(']Q1') }]])
  })

  it('are ignored when they have another report id', () => {
    const { scans, drops, take } = open()
    const [first, second] = reportsOf(bytesOf(60))
    if (first && second) take(first, Uint8Array.from([4, 1, 2]), second)
    expect([scans.length, drops]).toEqual([1, []])
  })
})

describe('a code whose reports are not whole', () => {
  it('is dropped when its rest does not come in time, and the next one counts', () => {
    const { scans, drops, take, wait, assembler } = open()
    const [first] = reportsOf(bytesOf(100))
    if (first) take(first)
    assembler.expire(wait(MOST_GAP_MS))
    expect(drops).toEqual([])
    assembler.expire(wait(1))
    expect(drops).toEqual(['gap'])
    take(...reportsOf(text('next')))
    expect(scans.map(({ bytes }) => bytes)).toEqual([text('next')])
  })

  it('is dropped by the first report after the gap too, when nobody looked in between', () => {
    const { scans, drops, take, wait } = open()
    const [first] = reportsOf(bytesOf(100))
    if (first) take(first)
    wait(MOST_GAP_MS + 1)
    take(...reportsOf(text('next')))
    expect([scans.length, drops]).toEqual([1, ['gap']])
  })

  it('is dropped when another symbology begins in the middle', () => {
    const { scans, drops, take } = open()
    const [first] = reportsOf(bytesOf(100), ']Q1')
    if (first) take(first, ...reportsOf(text('other'), ']C0'))
    expect(scans).toEqual([{ bytes: text('other'), symbology: ']C0' }])
    expect(drops).toEqual(['other-code'])
  })

  it('is dropped with all that follows of it when a report claims more than it holds', () => {
    const { scans, drops, take } = open()
    const [first, second, third] = reportsOf(bytesOf(150))
    if (first && second && third) take(first, second.with(1, 57), third)
    expect([scans, drops]).toEqual([[], ['count']])
    take(...reportsOf(text('next')))
    expect(scans).toHaveLength(1)
  })

  it('is dropped when it is longer than any code, however long it goes on', () => {
    const { scans, drops, take } = open()
    take(...reportsOf(bytesOf(MOST_BYTES + 1)), ...reportsOf(text('next')))
    expect(drops).toEqual(['too-long'])
    expect(scans.map(({ bytes }) => bytes)).toEqual([text('next')])
  })

  it('is dropped when one of its reports is short', () => {
    const { scans, drops, take } = open()
    const [first, second] = reportsOf(bytesOf(100))
    if (first && second) take(first, second.subarray(0, 30))
    expect([scans, drops]).toEqual([[], ['short']])
  })

  it('is dropped when the device goes', () => {
    const { scans, drops, take, assembler } = open()
    const [first] = reportsOf(bytesOf(100))
    if (first) take(first)
    assembler.expire()
    take(...reportsOf(text('next')))
    expect([scans.length, drops]).toEqual([1, ['gap']])
  })

  it('never makes a code longer than the limit of any reports, and a whole code after a pause counts', () => {
    fc.assert(
      fc.property(
        anyLayout,
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 140 }), fc.nat(600)), { maxLength: 40 }),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        (layout, garbage, bytes) => {
          const { scans, take, wait } = open(layout)
          for (const [report, ms] of garbage) {
            take(report)
            wait(ms)
          }
          expect(scans.every((scan) => scan.bytes.length <= MOST_BYTES)).toBe(true)
          wait(MOST_GAP_MS + 1)
          const before = scans.length
          take(...reportsOf(bytes, ']Q1', layout))
          expect(scans.slice(before).map((scan) => scan.bytes)).toEqual([bytes])
        },
      ),
    )
  })

  it('is shorter when one of its reports but the last was lost, as nothing in the reports tells', () => {
    fc.assert(
      fc.property(fc.integer({ min: 57, max: 700 }), fc.nat(), (length, which) => {
        const { scans, take } = open()
        const reports = reportsOf(bytesOf(length))
        const lost = which % (reports.length - 1)
        take(...reports.filter((_, index) => index !== lost))
        // Nothing in the reports says that one is missing: what comes out is shorter, and its own check data refuses it.
        expect(scans).toHaveLength(1)
        expect(scans[0]?.bytes.length).toBeLessThan(length)
      }),
    )
  })
})
