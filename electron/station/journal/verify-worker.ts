/**
 * Checks a journal in a worker thread. Each message asks for a range, or with `'pages'` for SQLite's integrity check.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { openRows } from './rows.ts'
import { arePagesWhole, verifyRange } from './verify-range.ts'

const bytes = z.instanceof(Uint8Array)
const { file, keys } = z
  .object({ file: z.string(), keys: z.array(z.object({ kid: bytes, publicKey: bytes, seq: z.int() })).optional() })
  .parse(workerData)
const order = z.union([z.literal('pages'), z.object({ from: z.int(), to: z.int() })])
const rows = openRows(file, { readOnly: true })

parentPort?.on('message', (message) => {
  const asked = order.parse(message)
  parentPort?.postMessage(asked === 'pages' ? arePagesWhole(file) : verifyRange(rows, asked, keys))
})
