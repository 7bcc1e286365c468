import { readFileSync } from 'node:fs'

/** How often the program checks whether its parent is still there. */
const PARENT_LOOK_MS = 500

/** How long an orderly end may take before the program exits at once: nothing is left 4 s after Ctrl-C. */
const ORDERLY_END_MS = 3_000

/** A second Ctrl-C within this time counts as the first, since terminals and npm may both pass it on. */
const SAME_REQUEST_MS = 500

/** The request to end this program; `asked` resolves once. */
export interface AskedToEnd {
  asked: Promise<undefined>
  wasAsked(): boolean
}

/**
 * Waits until this program is asked to end: by Ctrl-C, SIGTERM, SIGHUP, or the end of the npm that started it (after a
 * SIGKILL npm passes no signal on). A second Ctrl-C, or an orderly end that takes too long, ends it at once.
 */
export function untilAskedToEnd(): AskedToEnd {
  const { promise: asked, resolve } = Promise.withResolvers<undefined>()
  let wasAsked = false
  let askedAt = 0
  const askOnce = (): void => {
    if (wasAsked) return
    wasAsked = true
    askedAt = performance.now()
    setTimeout(() => process.exit(1), ORDERLY_END_MS).unref()
    resolve(undefined)
  }
  const ask = (): void => {
    if (wasAsked && performance.now() - askedAt > SAME_REQUEST_MS) process.exit(1)
    askOnce()
  }
  const names = [
    'SIGINT',
    'SIGTERM',
    'SIGHUP',
    ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : []),
  ] as const
  for (const name of names) process.on(name, name === 'SIGINT' ? ask : askOnce)

  if (process.env['npm_lifecycle_event'] !== undefined) {
    const before = ancestorIds()
    setInterval(() => {
      if (ancestorIds() !== before) askOnce()
    }, PARENT_LOOK_MS).unref()
  }
  return { asked, wasAsked: () => wasAsked }
}

/**
 * The ids of the processes that started this program: its parent and, where the system tells, its grandparent (npm
 * behind its shell). The text changes when one of them ends.
 */
function ancestorIds(): string {
  return `${process.ppid} ${parentAndGroupOf(process.ppid)?.parent ?? ''}`
}

/**
 * Whether the npm that started this program ended before the program began. npm's shell can lose a Ctrl-C while it
 * starts a program (dash's vfork), and then only npm ends; the process that adopts the shell is in another process
 * group than npm's. False where the system doesn't tell.
 */
export function isLeftByNpm(): boolean {
  const script = process.env['npm_lifecycle_script'] ?? ''
  try {
    const isItsShell =
      script !== '' &&
      readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8')
        .split('\0')
        .slice(1)
        .some((argument) => argument.startsWith(script))
    const npm = parentAndGroupOf(process.ppid)?.parent
    return isItsShell && npm !== undefined && parentAndGroupOf(npm)?.group !== parentAndGroupOf('self')?.group
  } catch {
    return false
  }
}

/** The parent and the process group of a process; undefined where the system doesn't tell. */
function parentAndGroupOf(pid: number | string): { parent: string; group: string } | undefined {
  try {
    // The fields of /proc/PID/stat (proc(5)) after the program's name in parentheses: state, parent, process group.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [, parent = '', group = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent, group }
  } catch {
    return undefined
  }
}
