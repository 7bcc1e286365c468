import { defined } from '../../common/defined.ts'
import { refuse } from '../../contract/refusals.ts'
import { sandboxClock, sandboxRandom } from './clock.ts'
import { startOrder, type StartAnswer } from './messages.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

/**
 * The sandbox's own process: `launch.ts` starts it and gives it its order over the channel, and it ends when that
 * closes.
 */

// Its books hold keys, though fictitious ones, so only their owner may read the files.
process.umask(0o077)

let running: RunningSandbox | undefined

function shutDown() {
  running?.close()
  process.exit(0)
}

async function begin(message: unknown): Promise<StartAnswer> {
  const order = startOrder.safeParse(message)
  if (!order.success) return { state: 'refused', refusal: refuse('invalid-input').refusal }
  try {
    const opened = await openSandbox(order.data, { clock: sandboxClock, random: sandboxRandom })
    if (!opened.ok) return { state: 'refused', refusal: opened.refusal }
    running = opened.sandbox
    const { port, phonePort, enrolmentCode, root } = running
    return {
      state: 'ready',
      port,
      ...defined({ phonePort }),
      enrolmentCode,
      root: Buffer.from(root).toString('base64'),
    }
  } catch (error) {
    return { state: 'refused', refusal: refuse(...refusalOf(error)).refusal }
  }
}

/** The refusal for a folder that can't be used, with the system's own code as the reason. */
function refusalOf(
  error: unknown,
): [code: 'folder-unwritable' | 'folder-in-use' | 'disk-full' | 'data-damaged', params: { reason: string }] {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const message = error instanceof Error ? error.message : ''
  if (message.includes('locked')) return ['folder-in-use', { reason }]
  if (reason === 'ENOSPC' || message.includes('full')) return ['disk-full', { reason }]
  if (reason.startsWith('E') && !reason.startsWith('ERR')) return ['folder-unwritable', { reason }]
  return [/unable to open|readonly/.test(message) ? 'folder-unwritable' : 'data-damaged', { reason }]
}

process.once('disconnect', shutDown)
process.once('SIGTERM', shutDown)
// Ctrl-C reaches the whole process group, so it is ignored here: the launcher ends this process.
process.on('SIGINT', () => {})
process.once('message', (message) => {
  void begin(message).then((answer) => {
    process.send?.(answer, () => {
      if (answer.state === 'refused') process.exit(1)
    })
  })
})
