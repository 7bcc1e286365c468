import type { Scan } from '../../../hardware/scanner/port.ts'
import type { SubmittedScan } from '../../contract/index.ts'

/** A code as it crosses the contract, as the scan that it was. */
export function scanOf(
  { data, symbology, text, readings }: Pick<SubmittedScan, 'data' | 'symbology' | 'text' | 'readings'>,
  source: Scan['source'],
): Scan {
  const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
  return {
    bytes: bytesOf(data),
    source,
    ...(symbology === undefined ? {} : { symbology }),
    ...(text === undefined ? {} : { text }),
    ...(readings === undefined ? {} : { readings: readings.map(bytesOf) }),
  }
}
