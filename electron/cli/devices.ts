import type { DeviceTest, Outcome } from '../contract/index.ts'
import { drawCode, explainCommand, openTechnician, type Technician } from '../start.ts'
import { ended, EXIT, type Ending } from './ending.ts'

/** Asks the station of a folder, and ends as it answers. */
export async function askStation(folder: string, ask: (technician: Technician) => Promise<Outcome>): Promise<Ending> {
  const opening = await openTechnician(folder, { evenNew: false })
  if (!opening.ok) return ended(opening)
  const { technician } = opening
  try {
    return ended(await ask(technician))
  } finally {
    await technician.close()
  }
}

const NOT_RUNNING = { refusal: { code: 'invalid-input', params: { option: 'device', why: 'not-running' } } } as const

/** Lists the devices of a folder's station. Where none runs the list is empty for that reason, which stderr says. */
export const listDevices = (folder: string): Promise<Ending> =>
  askStation(folder, async (technician) => {
    if (!technician.isRunning) process.stderr.write(`${explainCommand(NOT_RUNNING, 'folder')}\n`)
    return { ok: true, ...(await technician.devices()) }
  })

/** What somebody has to do for a test, in English. */
const WHAT_TO_DO: Readonly<Partial<Record<DeviceTest, string>>> = {
  finger: 'Lay a finger on the sensor. It waits 15 s, and nothing of the finger is kept.',
  blink: 'Each light blinks for 5 s: look whether one stays dark.',
  keys: 'Press each key of the keypad once: up, down, left, right, select, help. It waits 30 s, and no page hears them.',
}

/** Tests a device. A test that it doesn't pass is no refusal, and isn't good either. */
export async function testDevice(folder: string, id: string, test: DeviceTest): Promise<Ending> {
  const failed: string[] = []
  const ending = await askStation(folder, async (technician) => {
    const { devices } = await technician.devices()
    const { tests = [], state } = devices.find((device) => device.id === id) ?? {}
    const asked = test === 'status' ? (tests.find((each) => each !== 'paper') ?? test) : test
    const whatToDo = state === 'ready' ? WHAT_TO_DO[asked] : undefined
    if (whatToDo !== undefined) process.stderr.write(`${whatToDo}\n`)
    const outcome = await technician.testDevice(id, asked)
    if (!outcome.ok) return outcome
    const { lastTest, todo } = outcome.device
    if (lastTest?.error === undefined) return outcome
    failed.push(lastTest.error)
    if (lastTest.unheard) process.stderr.write(`Not heard: ${lastTest.unheard.join(', ')}.\n`)
    process.stderr.write(`${lastTest.todo ?? todo ?? ''}\n`)
    return outcome
  })
  return failed.length > 0 ? { ...ending, exitCode: EXIT.refused } : ending
}

/** Good only where the code came whole. A code that wasn't read is no refusal, and isn't good either. */
export async function checkScan(folder: string): Promise<Ending> {
  const readings: string[] = []
  const ending = await askStation(folder, async (technician) => {
    const outcome = await technician.checkScan(({ text }) => {
      void drawCode(text).then((drawn) => process.stderr.write(`${drawn}\nHold the scanner to this code.\n`))
    })
    if (!outcome.ok) return outcome
    const { read } = outcome.check
    readings.push(read?.reading ?? 'none')
    process.stderr.write(`${read ? (read.todo ?? 'The code came whole.') : 'No scanner read the code.'}\n`)
    return outcome
  })
  return readings.every((reading) => reading === 'whole') ? ending : { ...ending, exitCode: EXIT.refused }
}

/**
 * Waits `forMs` milliseconds at most. Good only where the scanner is in HID POS mode at the end. One that isn't is no
 * refusal, and isn't good either.
 */
export async function setUpDevice(folder: string, id: string, forMs: number): Promise<Ending> {
  const tell = (line: string) => process.stderr.write(`${line}\n`)
  const found: boolean[] = []
  const ending = await askStation(folder, async (technician) => {
    const outcome = await technician.setUpDevice(id, {
      forMs,
      onStart({ setUp }) {
        if (setUp) tell(`${setUp.todo} Scan that code now.`)
      },
      onWait(leftMs) {
        if (process.stderr.isTTY)
          process.stderr.write(`\rWaiting for it: ${String(Math.ceil(leftMs / 1_000))} s left \r`)
      },
    })
    if (!outcome.ok) return outcome
    found.push(outcome.changed)
    if (outcome.changed) tell(`It is in HID POS mode. ${outcome.todo ?? 'Nothing else is to be done.'}`)
    else tell(outcome.todo ?? '')
    return outcome
  })
  return found.every((changed) => changed) ? ending : { ...ending, exitCode: EXIT.refused }
}
