import { randomBytes } from 'node:crypto'
import { sampleCard } from '../card-reader/cards.fixture.ts'
import { createVirtualCardReader } from '../card-reader/virtual.ts'
import { processClock as clock } from '../process-clock.ts'
import { tryCapture, type TemplateSource } from './template.ts'
import { createVirtualFingerprintSensor } from './virtual.ts'

/**
 * A process whose memory a test looks through: it has a card match the finger that its first argument names, as often as
 * its second says, or with `try` as its fourth argument the sensor read it and no more; says so, and stays. With `keep`
 * as its third argument it keeps a copy of the template, which the test has to find.
 */

const [finger = '', times = '', keep, what] = process.argv.slice(2)
const sensor = createVirtualFingerprintSensor({ id: 'finger', clock })
const kept: Uint8Array[] = []
const capture: TemplateSource['capture'] = (withinMs, isOver, use) =>
  sensor.capture(withinMs, isOver, (template) => {
    if (keep === 'keep') kept.push(template.slice())
    return use(template)
  })
// What keeps nothing is the twin as it is.
const tryFinger =
  keep === 'keep'
    ? (withinMs: number) => tryCapture(capture, withinMs)
    : (withinMs: number) => sensor.tryFinger(withinMs)
const source: TemplateSource = { ...sensor, capture, tryFinger }
const random = { bytes: (length: number) => Uint8Array.from(randomBytes(length)) }
const reader = createVirtualCardReader({ id: 'card', clock, random, sensor: source })
sensor.lay(Number(finger))

async function match(): Promise<unknown> {
  const inserted = new Promise<number>((resolve) => {
    const stop = reader.onSlot((slot) => {
      if (slot.holds !== 'card') return
      stop()
      resolve(slot.insertion)
    })
  })
  reader.insert(sampleCard().card)
  const answer = await reader.matchFinger(await inserted)
  reader.remove()
  return answer
}

const answers: unknown[] = []
for (let count = 0; count < Number(times); count += 1)
  answers.push(what === 'try' ? await source.tryFinger(60_000) : await match())
process.send?.({ answers, kept: kept.length })
// The channel to the test keeps the process alive until the test has looked.
process.on('message', () => process.exit(kept.length > 0 ? 0 : 1))
