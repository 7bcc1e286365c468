import { readFileSync } from 'node:fs'
import { openPcsc } from '../card-reader/pcsc-mini.ts'
import { withTemplate, type TemplateSource } from '../fingerprint/template.ts'
import { createVirtualFingerprintSensor, fillTemplate, TEMPLATE_LENGTH } from '../fingerprint/virtual.ts'
import { processClock as clock } from '../process-clock.ts'
import { createCardHost } from './card-host.ts'
import { toHost, type FromHost } from './messages.ts'

/**
 * The process of the drivers as a test has it: real card readers, and beside them a sensor on which lies the made-up
 * finger whose number is in the file that `BALCAO_FINGER` names; no file, no finger. Its programs' own start is main.ts.
 */

const say = (message: FromHost) => void process.send?.(message)

const laid = (): number | undefined => {
  try {
    return Number(readFileSync(process.env['BALCAO_FINGER'] ?? '', 'utf8'))
  } catch {
    return undefined
  }
}

const sensor: TemplateSource = {
  ...createVirtualFingerprintSensor({ id: 'finger', clock }),
  async capture(_withinMs, _isOver, use) {
    const finger = laid()
    if (finger === undefined) return { ok: false, code: 'no-finger' }
    return { ok: true, value: await withTemplate(TEMPLATE_LENGTH, (template) => fillTemplate(finger, template), use) }
  },
}

const cards = createCardHost({ open: openPcsc, sensor, clock, say: (news) => say({ say: 'cards', news }) })
const shutDown = () => void cards.close().finally(() => process.exit(0))
process.once('disconnect', shutDown)
process.once('SIGTERM', shutDown)
process.on('message', (message) => {
  const order = toHost.parse(message)
  if (order.do === 'cards') void cards.take(order.order)
})
say({ say: 'started' })
