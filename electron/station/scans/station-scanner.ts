import type { Scan } from '../../../hardware/scanner/port.ts'
import { contract, type Face } from '../../contract/index.ts'
import type { Sessions } from '../serving/index.ts'
import { describeError } from '../storage/faults.ts'
import type { Logger } from '../storage/log.ts'
import type { Scans } from './scans.ts'

/** Answers the scans of a scanner that the station owns: to the session that its face used last. */
export function answerScanner(deps: {
  face: Face
  sessions: Pick<Sessions, 'active'>
  scans: Pick<Scans, 'answer'>
  log: Logger
}): (scan: Scan) => void {
  const { face, sessions, scans, log } = deps

  async function answer(scan: Scan): Promise<void> {
    const session = sessions.active(face, contract.scan.submit['~orpc'].meta.roles)
    if (!session) {
      log.warn({ face, source: scan.source }, 'a scan that nobody waits for')
      return
    }
    session.noteUse()
    session.publish({ type: 'scan-answered', answer: await scans.answer(session, scan, undefined) })
  }

  return (scan) => {
    answer(scan).catch((error: unknown) => log.error({ source: scan.source, ...describeError(error) }, 'a scan failed'))
  }
}
