/** A field of a report: `count` values of `size` bits each, from `bit` on (the report id's byte, where there is one, counts). */
export interface ReportField {
  kind: 'input' | 'output' | 'feature'
  /** 0 where the device numbers no reports; then reports don't begin with an id. */
  reportId: number
  bit: number
  size: number
  count: number
  /** Whether the bits are padding. */
  isConstant: boolean
  /** What each value is: page × 65536 + usage. The last one goes for all further values. */
  usages: readonly number[]
}

/** What a report descriptor says: its outermost (application) collections, and all fields of its reports. */
export interface ReportDescriptor {
  /** Page × 65536 + usage of each application collection. */
  applications: readonly number[]
  fields: readonly ReportField[]
}

/** Page × 65536 + usage, as `usages` holds it. */
export const usageOf = (page: number, usage: number): number => page * 0x1_0000 + usage

/** A device may describe at most so much: 4,096 bytes are the most that Linux takes, and far more than a scanner needs. */
const MOST_BYTES = 4_096
const MOST_BITS = 0x1_0000
const MOST_USAGES = 1_024
const APPLICATION = 1

const KIND_OF_TAG: Readonly<Record<number, ReportField['kind']>> = { 8: 'input', 9: 'output', 11: 'feature' }

interface Globals {
  page: number
  reportId: number
  size: number
  count: number
}

/**
 * Reads a HID report descriptor (USB HID 1.11, section 6.2.2). Undefined where it isn't one: an item that is cut off, a
 * report of more than 8 KiB, or more than 4,096 bytes in all. Long items are skipped.
 */
export function readDescriptor(bytes: Uint8Array): ReportDescriptor | undefined {
  if (bytes.length > MOST_BYTES) return undefined
  const fields: ReportField[] = []
  const applications: number[] = []
  /** The bits that each report has so far, by kind and id. */
  const lengths = new Map<string, number>()
  const stack: Globals[] = []
  let globals: Globals = { page: 0, reportId: 0, size: 0, count: 0 }
  let usages: number[] = []
  let least: number | undefined
  let depth = 0

  /** Adds a field to its report. Answers false where the report would be too long. */
  function addField(kind: ReportField['kind'], flags: number): boolean {
    const { reportId, size, count } = globals
    const report = `${kind} ${String(reportId)}`
    const bit = lengths.get(report) ?? (reportId === 0 ? 0 : 8)
    if (size * count > MOST_BITS || bit + size * count > MOST_BITS) return false
    lengths.set(report, bit + size * count)
    fields.push({ kind, reportId, bit, size, count, isConstant: (flags & 1) !== 0, usages })
    return true
  }

  function addUsages(from: number, to: number): void {
    for (let usage = from; usage <= to && usages.length < MOST_USAGES; usage++) usages.push(usage)
  }

  /** A usage of four bytes names its page itself. */
  const wholeUsage = (value: number, length: number) => (length === 4 ? value : usageOf(globals.page, value))

  function takeMain(tag: number, value: number): boolean {
    const kind = KIND_OF_TAG[tag]
    if (kind && !addField(kind, value)) return false
    if (tag === 10) {
      const [usage] = usages
      if (depth === 0 && value === APPLICATION && usage !== undefined) applications.push(usage)
      depth += 1
    }
    if (tag === 12) depth -= 1
    usages = []
    least = undefined
    return depth >= 0
  }

  function takeGlobal(tag: number, value: number): boolean {
    switch (tag) {
      case 0:
        globals = { ...globals, page: value }
        return true
      case 7:
        globals = { ...globals, size: value }
        return true
      case 8:
        globals = { ...globals, reportId: value }
        return value > 0 && value < 0x100
      case 9:
        globals = { ...globals, count: value }
        return true
      case 10:
        return stack.push(globals) <= MOST_USAGES
      case 11: {
        const former = stack.pop()
        if (former) globals = former
        return former !== undefined
      }
      default:
        return true
    }
  }

  function takeLocal(tag: number, value: number, length: number): void {
    const usage = wholeUsage(value, length)
    if (tag === 0) addUsages(usage, usage)
    if (tag === 1) least = usage
    if (tag === 2 && least !== undefined) {
      addUsages(least, usage)
      least = undefined
    }
  }

  for (let at = 0; at < bytes.length;) {
    const prefix = bytes[at] ?? 0
    if (prefix === 0xfe) {
      at += 3 + (bytes[at + 1] ?? bytes.length)
      if (at > bytes.length) return undefined
      continue
    }
    const length = (prefix & 3) === 3 ? 4 : prefix & 3
    if (at + 1 + length > bytes.length) return undefined
    let value = 0
    for (let index = length; index > 0; index--) value = value * 0x100 + (bytes[at + index] ?? 0)
    at += 1 + length
    const [type, tag] = [(prefix >> 2) & 3, prefix >> 4]
    if (type === 0 && !takeMain(tag, value)) return undefined
    if (type === 1 && !takeGlobal(tag, value)) return undefined
    if (type === 2) takeLocal(tag, value, length)
  }
  return depth === 0 ? { applications, fields } : undefined
}
