import { randomBytes } from 'node:crypto'
import { sampleCard } from '../card-reader/cards.fixture.ts'
import { createVirtualCardReader } from '../card-reader/virtual.ts'
import { processClock as clock } from '../process-clock.ts'
import type { TemplateSource } from './template.ts'
import { createVirtualFingerprintSensor } from './virtual.ts'

/**
 * A process whose memory a test looks through: it has a card match the finger that its first argument names, as often as
 * its second says, says so, and stays. With `keep` as its third argument it keeps a copy of the template, which the test
 * has to find.
 */

const [finger = '', times = '', keep] = process.argv.slice(2)
const sensor = createVirtualFingerprintSensor({ id: 'finger', clock })
const kept: Uint8Array[] = []
const source: TemplateSource = {
  ...sensor,
  capture: (withinMs, isOver, use) =>
    sensor.capture(withinMs, isOver, (template) => {
      if (keep === 'keep') kept.push(template.slice())
      return use(template)
    }),
}
const random = { bytes: (length: number) => Uint8Array.from(randomBytes(length)) }
const reader = createVirtualCardReader({ id: 'card', clock, random, sensor: source })
sensor.lay(Number(finger))

const answers: unknown[] = []
for (let count = 0; count < Number(times); count += 1) {
  const inserted = new Promise<number>((resolve) => {
    const stop = reader.onSlot((slot) => {
      if (slot.holds !== 'card') return
      stop()
      resolve(slot.insertion)
    })
  })
  reader.insert(sampleCard().card)
  answers.push(await reader.matchFinger(await inserted))
  reader.remove()
}
process.send?.({ answers, kept: kept.length })
// The channel to the test keeps the process alive until the test has looked.
process.on('message', () => process.exit(kept.length > 0 ? 0 : 1))
