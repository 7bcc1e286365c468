import { ref, type App } from 'vue'
import { pageIncident, type PageIncident } from '../../electron/contract/index.ts'
import { LinkLost, type StationLink } from './link.ts'

/** The id of the page's fault, if there was one. The screen shows the id to tell the staff, but not the error. */
export const incident = ref<string | null>(null)

/** How many reports may wait for the station at once; more are dropped. */
const MAX_WAITING = 8

let tell: (incident: PageIncident) => void = () => {}

/**
 * Shows the fault screen with an incident id after any unhandled error, instead of a blank or half-drawn page, and
 * reports the incident to the station by `report`, which this face may call.
 */
export function showFaults(
  app: App,
  link: StationLink,
  report: (found: PageIncident) => Promise<unknown> = link.client.station.reportIncident,
): void {
  tell = reportThrough(link, report)
  app.config.errorHandler = (error) => note(error, 'page')
  window.addEventListener('error', (event) => {
    // Not a fault: browsers send this where a resize observer changes sizes, which are then drawn in the next frame.
    if (!event.message.startsWith('ResizeObserver loop')) note(event.error, 'page')
  })
  window.addEventListener('unhandledrejection', (event) => {
    if (isAbort(event.reason)) event.preventDefault()
    note(event.reason, 'promise')
  })
}

/** Shows and reports the fault of an action. A lost connection is ignored, since it has a screen of its own. */
export function report(error: unknown): void {
  note(error, 'promise')
}

function note(error: unknown, where: PageIncident['where']): void {
  if (
    isAbort(error) ||
    error instanceof LinkLost ||
    (error instanceof Error && /websocket is not open|aborted|closed/i.test(error.message))
  )
    return
  const ofStation = incidentOf(error)
  incident.value = ofStation ?? crypto.randomUUID().slice(0, 8)
  // A fault of the station is already in its log.
  if (ofStation === undefined) tell({ incident: incident.value, where, error: classOf(error) })
}

/** Whether work was aborted (DOM, `AbortError`) because a person went back or left, which is no fault. */
function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError'
}

/** The station's incident id; undefined where the fault wasn't the station's. */
function incidentOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('data' in error)) return undefined
  const { data } = error
  return typeof data === 'object' && data !== null && 'incident' in data && typeof data.incident === 'string'
    ? data.incident
    : undefined
}

/** Only the error's class, since its message and stack may quote what a person scanned or typed. */
function classOf(error: unknown): string {
  return error instanceof Error && pageIncident.shape.error.safeParse(error.name).success ? error.name : 'unknown'
}

/** Reports as soon as the link is open. A report that fails is dropped and causes no further fault. */
function reportThrough(link: StationLink, report: (found: PageIncident) => Promise<unknown>): typeof tell {
  let waiting = 0
  return (found) => {
    if (waiting >= MAX_WAITING) return
    waiting += 1
    void whenOpen(link)
      .then(() => report(found))
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
