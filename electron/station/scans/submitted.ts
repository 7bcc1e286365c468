import { defined } from '../../common/defined.ts'
import type { Scan } from '../../../hardware/scanner/port.ts'
import type { SubmittedScan } from '../../contract/index.ts'

/** Makes a scan of a code as a page submits it: base64 becomes bytes. */
export function scanOf(
  { data, symbology, text, readings }: Pick<SubmittedScan, 'data' | 'symbology' | 'text' | 'readings'>,
  source: Scan['source'],
): Scan {
  const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
  return {
    bytes: bytesOf(data),
    source,
    ...defined({ symbology, text, readings: readings?.map(bytesOf) }),
  }
}
