import { processClock as clock } from '../../hardware/process-clock.ts'
import { createEscPosPrinter } from '../../hardware/printer/escpos.ts'
import { renderRaster } from '../../hardware/printer/raster.ts'
import { openPrinterTwin } from '../../hardware/printer/twin.ts'

const WARM_UP = 5
const ROUNDS = 51
/** A receipt's code for ten cars has about so many characters. */
const CODE_LENGTH = 720
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** A receipt in Chinese and Portuguese with rare characters, ten lines of money and a dense QR code. */
function receipt(): string {
  const code = Array.from({ length: CODE_LENGTH }, (_, i) => ALPHABET[(i * 7 + i * i) % ALPHABET.length]).join('')
  const rows = Array.from(
    { length: 10 },
    (_, i) => `|車輛使用牌照稅 氹仔𨋢 Imposto MT-00-${String(10 + i)}|MOP 1,850.00|`,
  )
  return `^^^收據 RECIBO\n{w:* 14}\n${rows.join('\n')}\n{w:auto}\n-\n{code:${code};option:qrcode,4,m}`
}

async function timesOf(rounds: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times
}

const median = (times: readonly number[]): number =>
  Math.round((times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0) * 100) / 100

/**
 * Measures a receipt with Chinese and a QR code, in milliseconds: the first raster of a process and the median of the
 * others, and from the order to the confirmation of a printer that prints at once (`printed_median_ms`). `kept_mb`:
 * what the glyphs and all of this leave in memory after a collection.
 */
export async function run(): Promise<Record<string, number>> {
  const markup = receipt()
  globalThis.gc?.()
  const before = process.memoryUsage()
  const [first = 0] = await timesOf(1, () => renderRaster(markup))
  await timesOf(WARM_UP, () => renderRaster(markup))
  const raster = await timesOf(ROUNDS, () => renderRaster(markup))
  globalThis.gc?.()
  const after = process.memoryUsage()
  const twin = await openPrinterTwin()
  const transport = { kind: 'tcp', host: '127.0.0.1', port: twin.port } as const
  const printer = createEscPosPrinter({ id: 'printer', clock, transport, confirmation: 'process-id' })
  const printed = await timesOf(WARM_UP + ROUNDS, async () => {
    const { result } = await printer.print(markup)
    if (result !== 'printed') throw new Error(result)
  })
  await printer.close()
  await twin.close()
  return {
    first_raster_ms: Math.round(first),
    raster_median_ms: median(raster),
    printed_median_ms: median(printed.slice(WARM_UP)),
    kept_mb: Math.round((after.heapUsed + after.external - before.heapUsed - before.external) / 1e5) / 10,
  }
}
