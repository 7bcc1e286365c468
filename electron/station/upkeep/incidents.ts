import type { Clock } from '../../../hardware/ports.ts'
import type { Face, PageIncident } from '../../contract/index.ts'
import { INCIDENTS_COUNTED_MS, MAX_INCIDENTS } from './limits.ts'
import type { Logger } from '../storage/log.ts'
import type { Session } from '../serving/index.ts'

/** Takes the faults that pages report of themselves. */
export interface Incidents {
  /** Logs a page's fault with its id, unless its face has reported too many lately. */
  report(session: Session, incident: PageIncident): void
}

/**
 * Logs pages' faults, a limited number for each face, so that a page that fails at every frame doesn't fill the disk,
 * even if it keeps beginning new sessions.
 */
export function createIncidents({ clock, log }: { clock: Clock; log: Logger }): Incidents {
  const counts = new Map<Face, { since: number; count: number }>()

  return {
    report(session, { incident, where, error }) {
      const now = clock.monotonic()
      const before = counts.get(session.face)
      const counted = before && now - before.since < INCIDENTS_COUNTED_MS ? before : { since: now, count: 0 }
      counts.set(session.face, counted)
      counted.count += 1
      if (counted.count > MAX_INCIDENTS + 1) return
      if (counted.count > MAX_INCIDENTS)
        log.warn({ face: session.face, count: MAX_INCIDENTS }, 'a page reports too many incidents')
      else log.error({ incident, where, error, face: session.face }, 'a page failed')
    },
  }
}
