import type { DoctorReport } from '../contract/index.ts'
import { explainStart, openTechnician } from '../start.ts'
import { EXIT, type Ending } from './ending.ts'

/** Examines a station. Good where it is ready and no check failed, such as that of settings a next start would refuse. */
export async function doctor(folder: string): Promise<Ending> {
  const opening = await openTechnician(folder, { evenNew: false })
  if (!opening.ok) {
    const { refusal } = opening
    const report: DoctorReport = {
      state: 'closed',
      devices: [],
      checks: [{ name: 'data-folder', state: 'failed', detail: refusal.code, todo: explainStart(refusal) }],
    }
    return { exitCode: EXIT.refused, output: { ...report, refusal } }
  }
  const { technician } = opening
  try {
    const report = await technician.doctor()
    return { exitCode: isGood(report) ? EXIT.good : EXIT.refused, output: report }
  } finally {
    await technician.close()
  }
}

/** Whether the station is ready and no check failed; warnings don't count. */
export const isGood = ({ state, checks }: DoctorReport): boolean =>
  state === 'ready' && checks.every((check) => check.state !== 'failed')
