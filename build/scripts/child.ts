import { spawn } from 'node:child_process'
import type { AskedToEnd } from '../../electron/shell/signals.ts'
import { root } from './run.ts'

/** How long a child that is asked to end has until it is killed, in milliseconds. */
const CLOSE_MS = 2_000

/** Runs a program of the project in its own process group, which ends with this process: asked first, then killed. */
export async function runChild(
  program: string,
  args: readonly string[],
  options: { end: AskedToEnd; env?: NodeJS.ProcessEnv; output: 'inherit' | ((text: string) => void) },
): Promise<number> {
  const { output } = options
  const child = spawn(program, args, {
    cwd: root,
    env: options.env ?? process.env,
    detached: process.platform !== 'win32',
    stdio: output === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  if (output !== 'inherit')
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output(chunk.toString()))

  const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
    if (child.pid === undefined) return
    try {
      if (process.platform === 'win32') child.kill(name)
      else process.kill(-child.pid, name)
    } catch {
      // No process of the group is left.
    }
  }
  const killNow = (): void => signal('SIGKILL')
  process.once('exit', killNow)
  let force: NodeJS.Timeout | undefined
  void options.end.asked.then(() => {
    signal('SIGTERM')
    force = setTimeout(() => signal('SIGKILL'), CLOSE_MS)
  })
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (exit) => resolve(exit ?? 1))
  })
  clearTimeout(force)
  process.off('exit', killNow)
  signal('SIGKILL')
  return code
}
