import type { ChildProcess } from 'node:child_process'
import type { Clock } from './ports.ts'

const LEAVE_WITHIN_MS = 2_000

/** Ends a process, and kills it where it hasn't left within two seconds; resolves when it is gone. */
export function stopProcess(child: ChildProcess, clock: Clock): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const cancel = clock.after(LEAVE_WITHIN_MS, () => child.kill('SIGKILL'))
    child.once('exit', () => {
      cancel()
      resolve()
    })
    child.kill('SIGTERM')
  })
}
