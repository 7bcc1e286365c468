import { randomBytes } from 'node:crypto'
import type { Outcome, Refusal } from '../../contract/index.ts'
import { startStation, type RunningStation, type StartOptions } from '../../start.ts'
import { startRefusal, type StartRefusal } from '../fallback-page.ts'
import type { PageFace } from '../faces.ts'
import { readPages } from '../pages.ts'
import { createLaunchTokens } from './launch.ts'
import { LIMITS } from './limits.ts'
import { launchAddress, serveBrowser, type Offer } from './server.ts'

/** Why this shell doesn't stay: somebody else has the data folder or the port. */
export type ShellRefusal = 'folder-in-use' | 'port-in-use' | 'port-refused'

/** A station with its loopback server, running. */
export interface BrowserShell {
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** Why the station isn't there; null while it is. The shell tries again by itself. */
  trouble(): { incident: string; why: StartRefusal } | null
  station(): RunningStation | null
  /** An address that opens the page of a face once. */
  address(face: PageFace, how: 'opened' | 'printed'): string
  close(): Promise<void>
}

export interface BrowserShellOptions {
  /** What the station is started with. */
  station: StartOptions
  /** 0 takes any free port. */
  port: number
  /** The renderer's build, such as `dist/renderer`. */
  renderer: string
  /** Hears of each failed start: for a technician's eyes. */
  onTrouble?: (trouble: { incident: string; why: StartRefusal }) => void
  /** Hears of an exception at start: a bug or a broken machine. */
  onFault?: (error: unknown) => void
  /** Another way to start a station: tests give one. */
  start?: (options: StartOptions) => Promise<Outcome<{ station: RunningStation }>>
}

/**
 * Starts the browser shell: the loopback server first, then the station behind it, so that a page always has an answer.
 * A station that can't start (folder unwritable, disk full, data damaged) leaves a fallback page with an incident id, and
 * is tried again; one whose folder is in use ends the shell.
 */
export async function startBrowserShell(
  options: BrowserShellOptions,
): Promise<{ ok: true; shell: BrowserShell } | { ok: false; why: ShellRefusal }> {
  const tokens = createLaunchTokens(() => performance.now())
  const start = options.start ?? startStation
  let offer: Offer = { page: { what: 'starting' } }
  let running: RunningStation | null = null
  let trouble: { incident: string; why: StartRefusal } | null = null
  let retry: NodeJS.Timeout | undefined
  let closed = false

  const served = await serveBrowser({
    port: options.port,
    pages: await readPages(options.renderer),
    tokens,
    offer: () => offer,
  })
  if (!served.ok) return served
  const { server } = served

  const attempt = async (): Promise<Refusal | null> => {
    const outcome = await start(options.station).catch((error: unknown): Outcome<{ station: RunningStation }> => {
      options.onFault?.(error)
      return { ok: false, refusal: { code: 'fault' } }
    })
    if (!outcome.ok) return outcome.refusal
    if (closed) {
      await outcome.station.close()
      return null
    }
    running = outcome.station
    trouble = null
    offer = { station: outcome.station }
    return null
  }
  const showTrouble = (refusal: Refusal, waitMs: number): void => {
    // The station's own incident is in its log; a folder that can't be opened has no log to write one to.
    const incident = refusal.params?.['incident'] ?? trouble?.incident ?? randomBytes(4).toString('hex')
    trouble = { incident: String(incident), why: startRefusal(refusal.code) }
    offer = { page: { what: 'fault', ...trouble } }
    options.onTrouble?.(trouble)
    if (closed) return
    retry = setTimeout(() => {
      void attempt().then((again) => {
        if (again) showTrouble(again, Math.min(waitMs * 2, LIMITS.retryLongestMs))
      })
    }, waitMs)
  }

  const refusal = await attempt()
  if (refusal?.code === 'folder-in-use') {
    await server.close()
    return { ok: false, why: 'folder-in-use' }
  }
  if (refusal) showTrouble(refusal, LIMITS.retryFirstMs)
  return {
    ok: true,
    shell: {
      origin: server.origin,
      trouble: () => trouble,
      station: () => running,
      address: (face, how) => launchAddress(server.origin, tokens, face, how),
      async close() {
        closed = true
        clearTimeout(retry)
        await server.close()
        await running?.close()
      },
    },
  }
}
