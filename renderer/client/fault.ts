import { ref, type App } from 'vue'
import { LinkLost } from './link.ts'

/** A fault of the page: its id is shown so that a person can name it; what went wrong isn't. */
export const incident = ref<string | null>(null)

/** Makes every error that nobody handled a calm screen with an incident id, instead of a blank or half-drawn page. */
export function showFaults(app: App): void {
  app.config.errorHandler = report
  window.addEventListener('error', (event) => report(event.error))
  window.addEventListener('unhandledrejection', (event) => report(event.reason))
}

/** Notes a fault, unless it is only the lost connection, which has a screen of its own. */
export function report(error: unknown): void {
  if (error instanceof LinkLost || (error instanceof Error && /websocket is not open|aborted|closed/i.test(error.message))) return
  incident.value = incidentOf(error) ?? crypto.randomUUID().slice(0, 8)
}

/** The station's own incident id, where the fault was the station's. */
function incidentOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('data' in error)) return undefined
  const { data } = error
  return typeof data === 'object' && data !== null && 'incident' in data && typeof data.incident === 'string' ? data.incident : undefined
}
