import type { FromHost } from './messages.ts'

/** A process of drivers whose only device is a keypad, which comes to another socket between two presses. */

const id = 'keypad-1209:0006@1-1:1.0'
const foundAt = (port: string): FromHost => ({
  say: 'found',
  id,
  kind: 'keypad',
  device: { vendor: '1209', product: '0006', port },
})
const said: FromHost[] = [
  { say: 'started' },
  foundAt('1-1'),
  { say: 'health', id, state: 'ready', since: 0 },
  { say: 'key', id, key: 'up' },
  foundAt('1-2'),
  { say: 'key', id, key: 'help' },
]

process.once('disconnect', () => process.exit(0))
process.on('message', () => {})
for (const message of said) process.send?.(message)
