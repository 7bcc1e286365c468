import { readDescriptor, usageOf, type ReportDescriptor, type ReportField } from '../../hid/descriptor.ts'

const SCANNER_PAGE = 0x8c
const BYTE_COUNT = usageOf(0x01, 0x3b)
const SYMBOLOGY = [usageOf(SCANNER_PAGE, 0xfb), usageOf(SCANNER_PAGE, 0xfc), usageOf(SCANNER_PAGE, 0xfd)] as const
const DECODED_DATA = usageOf(SCANNER_PAGE, 0xfe)
const CONTINUED = usageOf(SCANNER_PAGE, 0xff)
const PREVENT_READ = usageOf(SCANNER_PAGE, 0x5f)
const INITIATE_READ = usageOf(SCANNER_PAGE, 0x60)

/** The application collection of a scanner in HID POS mode (HID Point of Sale Usage Tables 1.02, section 3). */
export const BARCODE_SCANNER = usageOf(SCANNER_PAGE, 0x02)

/** Where an input report has what: places in bytes from its beginning, its id's byte included. */
export interface ScanLayout {
  /** The id of the reports that hold scanned data; 0 where the device numbers none, and they don't begin with an id. */
  reportId: number
  /** How many bytes a report has at least, for everything below to be in it. */
  length: number
  /** How many of the data's bytes are used. Absent where a report is always full. */
  countAt?: number
  /** The three bytes of the AIM symbology identifier (ISO/IEC 15424). */
  symbologyAt?: number
  dataAt: number
  dataLength: number
  /** The bit that says that the next report goes on with this one's code. */
  continued?: { at: number; mask: number }
}

/** The output report by which the host prevents and initiates reading, where the device has one. */
export interface TriggerLayout {
  reportId: number
  /** Its length in bytes, its id's byte included. */
  length: number
  prevent?: { at: number; mask: number }
  initiate?: { at: number; mask: number }
}

/**
 * The layout that the manuals of kiosk scanners print (Access-IS LSR116, LSR118 and ATR110, appendix *HID reports*):
 * 64 bytes, with the report's id 2, the count, three bytes of AIM identifier, 56 of data, a further symbology, a
 * reserved byte, and *continued* in bit 0 of the last one.
 */
export const COMMON_LAYOUT: ScanLayout = {
  reportId: 2,
  length: 64,
  countAt: 1,
  symbologyAt: 2,
  dataAt: 5,
  dataLength: 56,
  continued: { at: 63, mask: 1 },
}

/**
 * The layout of Newland's scanners: no AIM identifier, so the data begins at byte 2; bytes 58 to 61 are reserved; byte 62
 * is Newland's own number of the symbology, which isn't an AIM identifier and is left. Sources: *NLS-FM420 Integration
 * Guide*, page 47 (of the EM2028 and FM420, product 0D10), and the FM420 guide before it, page 43 (HR200, product 0110,
 * and EM2027, 0210), both section *HID-POS*.
 */
export const NEWLAND_LAYOUT: ScanLayout = {
  reportId: 2,
  length: 64,
  countAt: 1,
  dataAt: 2,
  dataLength: 56,
  continued: { at: 63, mask: 1 },
}

/** The layouts that differ from the common one, by the vendor's id. */
const LAYOUTS_BY_VENDOR: Readonly<Record<number, ScanLayout>> = { 0x1eab: NEWLAND_LAYOUT }

/** The layout for a device whose own descriptor doesn't say: its vendor's, else the common one. */
export const layoutByVendor = (vendorId: number): ScanLayout => LAYOUTS_BY_VENDOR[vendorId] ?? COMMON_LAYOUT

/** Whether a descriptor is that of a scanner in HID POS mode. */
export const isPosScanner = ({ applications }: Pick<ReportDescriptor, 'applications'>): boolean =>
  applications.includes(BARCODE_SCANNER)

/**
 * What a scanner's own report descriptor says of its scans and its trigger. `scans` is absent where the descriptor can't
 * be read or has no bytes of decoded data; `layoutByVendor` is then to be tried.
 */
export function layoutOf(descriptor: Uint8Array | undefined): { scans?: ScanLayout; trigger?: TriggerLayout } {
  const read = descriptor && readDescriptor(descriptor)
  if (!read) return {}
  const scans = scansOf(read.fields)
  const trigger = triggerOf(read.fields)
  return { ...(scans ? { scans } : {}), ...(trigger ? { trigger } : {}) }
}

/** Where a usage's value is within a field, in bits from the report's beginning. */
function bitOf(field: ReportField, usage: number): number | undefined {
  const index = field.usages.indexOf(usage)
  return index === -1 || index >= field.count ? undefined : field.bit + index * field.size
}

/** Where a usage's value of one whole byte is, in bytes. */
function byteOf(fields: readonly ReportField[], usage: number): number | undefined {
  for (const field of fields) {
    const bit = field.size === 8 ? bitOf(field, usage) : undefined
    if (bit !== undefined && bit % 8 === 0) return bit / 8
  }
  return undefined
}

/** Where a usage's value of one bit is. */
function flagOf(fields: readonly ReportField[], usage: number): { at: number; mask: number } | undefined {
  for (const field of fields) {
    const bit = field.size === 1 ? bitOf(field, usage) : undefined
    if (bit !== undefined) return { at: Math.floor(bit / 8), mask: 1 << (bit % 8) }
  }
  return undefined
}

const lengthOf = (fields: readonly ReportField[]): number =>
  Math.ceil(Math.max(0, ...fields.map(({ bit, size, count }) => bit + size * count)) / 8)

function scansOf(fields: readonly ReportField[]): ScanLayout | undefined {
  const data = fields.find(
    ({ kind, isConstant, size, bit, usages }) =>
      kind === 'input' && !isConstant && size === 8 && bit % 8 === 0 && usages[0] === DECODED_DATA,
  )
  if (!data || data.count === 0) return undefined
  const { reportId } = data
  const ours = fields.filter((field) => field.kind === 'input' && field.reportId === reportId && !field.isConstant)
  const [first, second, third] = SYMBOLOGY.map((usage) => byteOf(ours, usage))
  const countAt = byteOf(ours, BYTE_COUNT)
  const continued = flagOf(ours, CONTINUED)
  const isWhole = first !== undefined && second === first + 1 && third === first + 2
  return {
    reportId,
    length: lengthOf(ours),
    dataAt: data.bit / 8,
    dataLength: data.count,
    ...(countAt === undefined ? {} : { countAt }),
    ...(isWhole ? { symbologyAt: first } : {}),
    ...(continued ? { continued } : {}),
  }
}

function triggerOf(fields: readonly ReportField[]): TriggerLayout | undefined {
  const outputs = fields.filter(({ kind }) => kind === 'output')
  const own = outputs.find(({ usages }) => usages.includes(PREVENT_READ) || usages.includes(INITIATE_READ))
  if (!own) return undefined
  const ours = outputs.filter(({ reportId }) => reportId === own.reportId)
  const prevent = flagOf(ours, PREVENT_READ)
  const initiate = flagOf(ours, INITIATE_READ)
  return {
    reportId: own.reportId,
    length: lengthOf(ours),
    ...(prevent ? { prevent } : {}),
    ...(initiate ? { initiate } : {}),
  }
}
