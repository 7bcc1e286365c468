import { fork, type ChildProcess } from 'node:child_process'
import type { Clock } from './ports.ts'

const LEAVE_WITHIN_MS = 2_000

/** A program that runs in a process of its own: this Node and a file of the sources, or a package's own. */
export interface OwnProgram {
  node: string
  script: string
}

/**
 * Starts a program, which is spoken to over an IPC channel; undefined where the system can't start a process. Some
 * reasons for that, such as a missing file, are told by the process's `error` event instead.
 */
export function startProcess({ node, script }: OwnProgram): ChildProcess | undefined {
  try {
    return fork(script, [], { execPath: node, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  } catch {
    return undefined
  }
}

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
