import { readFileSync } from 'node:fs'
import { ownPrograms } from '../../electron/start/system.ts'
import { processClock as clock } from '../../hardware/process-clock.ts'
import { createEscPosPrinter } from '../../hardware/printer/escpos.ts'
import { createPictureProcess, type Pictures } from '../../hardware/printer/pictures.ts'
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

/** The memory of a process as the system sees it, in mebibytes (proc(5)). */
function rssOf(pid: number | 'self'): number {
  globalThis.gc?.()
  const kibibytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1])
  return Math.round(kibibytes / 102.4) / 10
}

/** Prints the receipt again and again on a printer that prints at once, drawn by `pictures`; how long each takes. */
async function printWith(pictures: Pictures, markup: string): Promise<number[]> {
  const twin = await openPrinterTwin()
  const transport = { kind: 'tcp', host: '127.0.0.1', port: twin.port } as const
  const printer = createEscPosPrinter({ id: 'printer', clock, transport, confirmation: 'process-id', pictures })
  if (!(await printer.status()).ready) throw new Error('not ready')
  const times = await timesOf(WARM_UP + ROUNDS, async () => {
    const { result } = await printer.print(markup)
    if (result !== 'printed') throw new Error(result)
  })
  await printer.close()
  await twin.close()
  return times.slice(WARM_UP)
}

/**
 * Measures a receipt with Chinese and a QR code, in milliseconds and mebibytes, drawn by a process of its own as in
 * production: that process's start (`start_ms`), its first picture and the median of the others, with what the way to
 * it costs, and from the order to the confirmation of a printer that prints at once (`printed_median_ms`); the memory of
 * this process before, with it and after its end. Then the same drawn in this process (`here_…`). Needs Linux's /proc.
 */
export async function run(): Promise<Record<string, number>> {
  const markup = receipt()
  const program = ownPrograms().drawing
  const before = rssOf('self')
  const pictures = createPictureProcess({ program, clock })
  const [start = 0] = await timesOf(1, () => pictures.prepare())
  const draw = async () => {
    if (!(await pictures.draw(markup))) throw new Error('not drawn')
  }
  const [first = 0, ...drawn] = await timesOf(ROUNDS, draw)
  const drawingRss = rssOf(pictures.pid() ?? 0)
  const during = rssOf('self')
  await pictures.close()
  const after = rssOf('self')

  const [hereFirst = 0, ...here] = await timesOf(ROUNDS, () => renderRaster(markup))
  const hereAfter = rssOf('self')
  const printed = await printWith(createPictureProcess({ program, clock }), markup)
  return {
    start_ms: Math.round(start),
    first_raster_ms: Math.round(first),
    raster_median_ms: median(drawn),
    printed_median_ms: median(printed),
    limit_ms: 100,
    rss_mb_before: before,
    rss_mb_while_drawing: during,
    rss_mb_after: after,
    drawing_rss_mb: drawingRss,
    here_first_raster_ms: Math.round(hereFirst),
    here_raster_median_ms: median(here),
    here_rss_mb_after: hereAfter,
  }
}
