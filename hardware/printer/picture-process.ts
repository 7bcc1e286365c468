import { jobOf } from './job.ts'
import { toDraw } from './pictures.ts'
import { renderRaster } from './raster.ts'

/**
 * The process that draws papers as pictures: `pictures.ts` starts it and sends it documents over the IPC channel; it ends
 * when that channel closes.
 */

/** A document with all that a receipt has, so that the first paper is drawn as fast as the others. */
const REHEARSAL = '^^^收據 RECIBO\n{w:* 14}\n|氹仔 𨋢 Imposto|MOP 1.00|\n-\n{code:MER1\\x3aABC123;option:qrcode,4,m}'
const REHEARSALS = 3

async function draw(message: unknown): Promise<void> {
  const { n, markup } = toDraw.parse(message)
  const bytes = jobOf(await renderRaster(markup))
  process.send?.({ n, bytes: Buffer.from(bytes).toString('base64') })
}

process.once('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole process group; the station decides when this process ends.
process.on('SIGINT', () => {})

for (let times = 0; times < REHEARSALS; times++) await renderRaster(REHEARSAL)
// A paper that can't be drawn ends this process without a word: an error may repeat what stands on the paper.
process.on('message', (message) => void draw(message).catch(() => process.exit(1)))
process.send?.('ready')
