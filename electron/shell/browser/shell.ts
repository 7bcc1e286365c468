import { randomBytes } from 'node:crypto'
import type { Outcome, Refusal } from '../../contract/index.ts'
import { startStation, type RunningStation, type StartOptions } from '../../start.ts'
import { startRefusal, type StartRefusal } from '../fallback-page.ts'
import type { PageFace } from '../faces.ts'
import { readPages } from '../pages.ts'
import { createLaunchTokens } from './launch.ts'
import { LIMITS } from './limits.ts'
import { launchAddress, serveBrowser, type Offer } from './server.ts'

/**
 * Why the shell ends at its start: another program has the data folder or the port, or the system doesn't allow the
 * port.
 */
export type ShellRefusal = 'folder-in-use' | 'port-in-use' | 'port-refused'

/** A station with its loopback server, running. */
export interface BrowserShell {
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** Why the station couldn't start; null where it is running or starting. The shell tries again by itself. */
  trouble(): { incident: string; why: StartRefusal } | null
  station(): RunningStation | null
  /** Makes an address that opens the page of a face once. */
  address(face: PageFace, how: 'opened' | 'printed'): string
  close(): Promise<void>
}

/** What the browser shell is started with. */
export interface BrowserShellOptions {
  /** What the station is started with. */
  station: StartOptions
  /** 0 takes any free port. */
  port: number
  /** The renderer's build, such as `dist/renderer`. */
  renderer: string
  /** Called after each failed start, for a technician. */
  onTrouble?: (trouble: { incident: string; why: StartRefusal }, refusal: Refusal) => void
  /** Called with an exception at the start: a bug or a broken machine. */
  onFault?: (error: unknown) => void
  /** Starts the station; tests replace it. */
  start?: (options: StartOptions) => Promise<Outcome<{ station: RunningStation }>>
}

/**
 * Starts the browser shell: the loopback server first and then the station, so that a page is always answered. Where
 * the station can't start (folder unwritable, disk full, data damaged) the server shows the fallback page with an
 * incident's id, and the start is tried again. Answers why (`ShellRefusal`) where the folder is in use or the port
 * can't be had.
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
  let restarting: Promise<void> = Promise.resolve()

  const served = await serveBrowser({
    port: options.port,
    pages: await readPages(options.renderer),
    tokens,
    offer: () => offer,
  })
  if (!served.ok) return served
  const { server } = served

  /** Ends the station as it is, without a word to its pages, and starts it again. */
  const restart = async (): Promise<void> => {
    const ended = running
    if (closed || !ended) return
    offer = { page: { what: 'starting' } }
    running = null
    server.dropSockets()
    await ended.close().catch((error: unknown) => options.onFault?.(error))
    const refusal = await attempt()
    if (refusal) showTrouble(refusal, LIMITS.retryFirstMs)
  }
  const kill = (): void => void (restarting = restarting.then(restart))

  const attempt = async (): Promise<Refusal | null> => {
    const outcome = await start({ kill, ...options.station }).catch(
      (error: unknown): Outcome<{ station: RunningStation }> => {
        options.onFault?.(error)
        return { ok: false, refusal: { code: 'fault' } }
      },
    )
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
    // The station's own incident is in its log; a folder that can't be opened has no log, so an id is made here.
    const incident = refusal.params?.['incident'] ?? trouble?.incident ?? randomBytes(4).toString('hex')
    trouble = { incident: String(incident), why: startRefusal(refusal.code) }
    offer = { page: { what: 'fault', ...trouble } }
    options.onTrouble?.(trouble, refusal)
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
        await restarting
        await running?.close()
      },
    },
  }
}
