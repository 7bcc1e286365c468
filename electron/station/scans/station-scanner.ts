import type { Scan, Scanner } from '../../../hardware/scanner/port.ts'
import { contract, refuse, type Face } from '../../contract/index.ts'
import type { Sessions } from '../serving/index.ts'
import { describeError } from '../storage/faults.ts'
import type { Logger } from '../storage/log.ts'
import type { Scans } from './scans.ts'

/**
 * Answers a scanner that the station owns: to the session of its face, or of any face, that was used last. A code that
 * came in part only is answered as a malformed one, so that the person scans again.
 */
export function answerScanner(deps: {
  face: Face | undefined
  sessions: Pick<Sessions, 'active'>
  scans: Pick<Scans, 'answer'>
  log: Logger
}): { onScan: Parameters<Scanner['onScan']>[0]; onDrop: Parameters<Scanner['onDrop']>[0] } {
  const { face, sessions, scans, log } = deps

  function active(source: string) {
    const session = sessions.active(face, contract.scan.submit['~orpc'].meta.roles)
    if (!session) log.warn({ face, source }, 'a scan that nobody waits for')
    session?.noteUse()
    return session
  }

  async function answer(scan: Scan): Promise<void> {
    const session = active(scan.source)
    if (!session) return
    const given = await scans.answer(session, scan, session.expectedService, 'station')
    if (given.isSame !== true) session.publish({ type: 'scan-answered', answer: given })
  }

  return {
    onScan(scan) {
      answer(scan).catch((error: unknown) =>
        log.error({ source: scan.source, ...describeError(error) }, 'a scan failed'),
      )
    },
    onDrop(reason) {
      log.warn({ face, reason }, 'part of a scan was dropped')
      active('hid-pos')?.publish({ type: 'scan-answered', answer: { ...refuse('malformed'), kind: 'unknown' } })
    },
  }
}
