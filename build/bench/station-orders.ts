import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { launchSandbox } from '../../electron/sandbox/serving/launch.ts'
import { accepted } from '../twins/accepted.ts'

/** What a bench's station is started with. */
export const benchOrder = z.object({
  folder: z.string(),
  sandbox: z.object({ url: z.string(), phoneUrl: z.string(), enrolmentCode: z.string(), root: z.base64() }),
  /** Whether the drivers of this machine's devices run too. */
  drivers: z.boolean().optional(),
})

/** What the process answers: the port of its WebSockets, and its memory in bytes. */
export const benchAnswer = z.discriminatedUnion('what', [
  z.object({ what: z.literal('listening'), port: z.number() }),
  z.object({ what: z.literal('memory'), rss: z.number(), rssAfterCollection: z.number(), heap: z.number() }),
])
export type BenchAnswer = z.infer<typeof benchAnswer>

/** Makes a folder and a sandbox for `work`, and removes both afterwards. Rejects where the sandbox doesn't start. */
export async function withSandbox<T>(
  work: (setting: { folder: (name: string) => string; sandbox: z.infer<typeof benchOrder>['sandbox'] }) => Promise<T>,
): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), 'balcao-bench-'))
  const launched = accepted(await launchSandbox({ folder: join(parent, 'sandbox') }))
  const { url, phoneUrl, enrolmentCode, root, close } = launched.sandbox
  try {
    return await work({
      folder: (name) => join(parent, name),
      sandbox: { url, phoneUrl, enrolmentCode, root: Buffer.from(root).toString('base64') },
    })
  } finally {
    await close()
    rmSync(parent, { recursive: true, force: true })
  }
}

/** Starts a station in its own process, with V8's young generation of the same size as under `npm start`. */
export function forkStation(order: z.infer<typeof benchOrder>): ChildProcess {
  const child = fork(fileURLToPath(new URL('./station-process.ts', import.meta.url)), [], {
    execArgv: ['--expose-gc', '--max-semi-space-size=4'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send(order)
  return child
}

/** Waits for the child's next answer of this kind. */
export async function answerOf<What extends BenchAnswer['what']>(
  child: ChildProcess,
  what: What,
): Promise<Extract<BenchAnswer, { what: What }>> {
  for (;;) {
    const [message] = z
      .tuple([z.unknown()])
      .rest(z.unknown())
      .parse(await once(child, 'message'))
    const answer = benchAnswer.parse(message)
    if (isAnswer(answer, what)) return answer
  }
}

function isAnswer<What extends BenchAnswer['what']>(
  answer: BenchAnswer,
  what: What,
): answer is Extract<BenchAnswer, { what: What }> {
  return answer.what === what
}

/** Ends the process and waits until it is gone. */
export async function endStation(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
