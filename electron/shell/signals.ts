/** How often a program looks whether its parent is still there. */
const PARENT_LOOK_MS = 500

/** Ends a program that can't close in order within this time of being asked: 4 s after Ctrl-C nothing is left. */
const LAST_MS = 3_500

/** The wish to end: `asked` resolves once. */
export interface AskedToEnd {
  asked: Promise<void>
  wasAsked(): boolean
}

/**
 * Waits until this program is asked to end: Ctrl-C, SIGTERM, SIGHUP, or the end of the npm that started it (which a SIGKILL lets no signal tell of).
 * A second Ctrl-C, or an orderly end that takes too long, ends it at once.
 */
export function untilAskedToEnd(): AskedToEnd {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  let wasAsked = false
  const ask = (): void => {
    if (wasAsked) process.exit(1)
    wasAsked = true
    setTimeout(() => process.exit(1), LAST_MS).unref()
    resolve()
  }
  const askOnce = (): void => {
    if (!wasAsked) ask()
  }
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP', ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : [])] as const
  for (const name of names) process.on(name, name === 'SIGINT' ? ask : askOnce)

  const parent = process.ppid
  const look = process.env['npm_lifecycle_event'] === undefined ? undefined : setInterval(() => process.ppid !== parent && askOnce(), PARENT_LOOK_MS)
  look?.unref()
  return { asked, wasAsked: () => wasAsked }
}
