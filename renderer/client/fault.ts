import { ref, type App } from 'vue'
import { pageIncident, type PageIncident } from '../../electron/contract/index.ts'
import { LinkLost, type StationLink } from './link.ts'

/** A fault of the page: its id is shown so that a person can name it; what went wrong isn't. */
export const incident = ref<string | null>(null)

/** Reports that may wait for the station at once. */
const MAX_WAITING = 8

let tell: (incident: PageIncident) => void = () => {}

/**
 * Makes every error that nobody handled a calm screen with an incident id, instead of a blank or half-drawn page, and
 * tells the station of it.
 */
export function showFaults(app: App, link: StationLink): void {
  tell = reportThrough(link)
  app.config.errorHandler = (error) => note(error, 'page')
  window.addEventListener('error', (event) => {
    // What was resized within a frame is drawn in the next one: a browser's remark, and no fault.
    if (!event.message.startsWith('ResizeObserver loop')) note(event.error, 'page')
  })
  window.addEventListener('unhandledrejection', (event) => {
    if (isLeft(event.reason)) event.preventDefault()
    note(event.reason, 'promise')
  })
}

/**
 * Notes the fault of a deed that was under way, unless it is only the lost connection, which has a screen of its own.
 */
export function report(error: unknown): void {
  note(error, 'promise')
}

function note(error: unknown, where: PageIncident['where']): void {
  if (
    isLeft(error) ||
    error instanceof LinkLost ||
    (error instanceof Error && /websocket is not open|aborted|closed/i.test(error.message))
  )
    return
  const known = incidentOf(error)
  incident.value = known ?? crypto.randomUUID().slice(0, 8)
  // What was the station's fault is in its log already.
  if (known === undefined) tell({ incident: incident.value, where, error: classOf(error) })
}

/** Work that was given up before it was done (DOM, `AbortError`), since somebody went back or left: a normal end. */
function isLeft(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError'
}

/** The station's own incident id, where the fault was the station's. */
function incidentOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('data' in error)) return undefined
  const { data } = error
  return typeof data === 'object' && data !== null && 'incident' in data && typeof data.incident === 'string'
    ? data.incident
    : undefined
}

/** The error's class alone: its message and its stack may quote what a person scanned or typed. */
function classOf(error: unknown): string {
  return error instanceof Error && pageIncident.shape.error.safeParse(error.name).success ? error.name : 'unknown'
}

/** Reports once the link is open. A report that can't be made is lost, and never a fault of its own. */
function reportThrough(link: StationLink): typeof tell {
  let waiting = 0
  return (found) => {
    if (waiting >= MAX_WAITING) return
    waiting += 1
    void whenOpen(link)
      .then(() => link.client.station.reportIncident(found))
      .catch(() => {})
      .finally(() => {
        waiting -= 1
      })
  }
}

function whenOpen(link: StationLink): Promise<void> {
  if (link.state() === 'open') return Promise.resolve()
  return new Promise((resolve) => {
    const stop = link.onState((state) => {
      if (state !== 'open') return
      stop()
      resolve()
    })
  })
}
