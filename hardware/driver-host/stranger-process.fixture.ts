import type { FromHost } from './messages.ts'

/** A process of drivers that finds a scanner which isn't to be used, and which is pulled again at once. */

const id = 'scanner-1209:8c02@1-1:1.0'
const said: FromHost[] = [
  { say: 'started' },
  { say: 'found', id, kind: 'scanner', device: { vendor: '1209', product: '8c02', port: '1-1' } },
  { say: 'health', id, state: 'unused', since: 0 },
  { say: 'gone', id },
]

process.once('disconnect', () => process.exit(0))
process.on('message', () => {})
for (const message of said) process.send?.(message)
