import { createVirtualCard } from '../card-reader/virtual-card.ts'
import { createVirtualPcsc } from '../card-reader/virtual-pcsc.ts'
import { processClock as clock } from '../process-clock.ts'
import { createCardHost } from './card-host.ts'
import { toHost, type FromHost } from './messages.ts'

/** A process of drivers whose only device is a virtual card reader with a card in it. */

const say = (message: FromHost) => void process.send?.(message)

const pcsc = createVirtualPcsc()
pcsc.plug('Played reader 00 00')
pcsc.insert('Played reader 00 00', createVirtualCard())
const cards = createCardHost({
  open: () => Promise.resolve({ ok: true, pcsc }),
  clock,
  say: (news) => say({ say: 'cards', news }),
})
process.once('disconnect', () => process.exit(0))
process.on('message', (message) => {
  const order = toHost.parse(message)
  if (order.do === 'cards') void cards.take(order.order)
})
say({ say: 'started' })
