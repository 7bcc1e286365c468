import { defined } from '../../common/defined.ts'
import { refuse } from '../../contract/refusals.ts'
import { sandboxClock, sandboxRandom } from './clock.ts'
import { startOrder, type StartAnswer } from './messages.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

/** The sandbox's own process: started by `launch.ts`, told what to do over its channel, gone when that closes. */

// Its books hold keys, if only fictitious ones: nobody else on the machine reads them.
process.umask(0o077)

let running: RunningSandbox | undefined

function leave() {
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

/** A folder that can't be used is the technician's matter, named by the system's own code. */
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

process.once('disconnect', leave)
process.once('SIGTERM', leave)
// Ctrl-C reaches the whole group: the launcher decides when this process goes.
process.on('SIGINT', () => {})
process.once('message', (message) => {
  void begin(message).then((answer) => {
    process.send?.(answer, () => {
      if (answer.state === 'refused') process.exit(1)
    })
  })
})
