import type { FingerprintSensor } from '../../../hardware/fingerprint/port.ts'
import { KEYPAD_KEYS, type Keypad, type KeypadKey } from '../../../hardware/keypad/port.ts'
import type { Tender } from '../../../hardware/payment-terminal/port.ts'
import type { Clock, DeviceHealth } from '../../../hardware/ports.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import type { DeviceTest } from '../../contract/index.ts'
import { FINGER_WITHIN_MS, KEYS_WITHIN_MS } from './limits.ts'

/** What a test found wrong: a code, and of a keypad the keys that weren't heard. */
export interface TestFault {
  error: string
  unheard?: KeypadKey[]
}

/** The tests of one device; each answers what is wrong, or its code alone, or undefined. */
export type DeviceTests = Readonly<Partial<Record<DeviceTest, () => Promise<TestFault | string | undefined>>>>

/** An attempt that no payment has, since a payment's begins with a UUID. Whether it is known is asked, no more. */
const NO_ATTEMPT = 'test/0'

/** What a test paper says, in receiptline: every set of characters that a receipt needs. */
const TEST_PAPER = [
  '^^^TESTE · 測試 · TEST',
  '',
  'ABCDEFGHIJKLM 0123456789',
  'áàâã éê í óôõ ú ç ÁÉÍÓÚÇ',
  '行車稅 罰款 收據 櫃台通',
  '-',
  '{code:BALCAO-TEST; option:qrcode,4,m}',
].join('\n')

/**
 * Asks a printer how it is, and has it print a test paper. One that is asked for while another comes out is that one, so
 * that nobody fills the printer's queue.
 */
export function printerTests(printer: Printer): DeviceTests {
  let printing: Promise<string | undefined> | undefined

  async function print(): Promise<string | undefined> {
    const answer = await printer.print(TEST_PAPER)
    if (answer.result === 'printed') return undefined
    return answer.result === 'trouble' ? answer.trouble : 'not-known'
  }

  return {
    async status() {
      const told = await printer.status()
      return told.ready ? undefined : told.trouble
    },
    paper: () => (printing ??= print().finally(() => (printing = undefined))),
  }
}

/** Asks a device that can say itself how it is; any other has no test. */
export const checkTests = ({ check }: { health(): unknown; check?(): Promise<string | undefined> }): DeviceTests =>
  check ? { status: () => check() } : {}

/** Asks a terminal what became of an attempt that never was: it answers that it knows none. */
export const tenderTests = (tender: Tender): DeviceTests => ({
  async status() {
    const { state } = await tender.status(NO_ATTEMPT)
    return state === 'unknown' ? 'not-answering' : undefined
  },
})

/** Has a sensor read a finger, which somebody has to lay on. */
export const fingerprintTests = (sensor: FingerprintSensor): DeviceTests => ({
  async finger() {
    const told = await sensor.tryFinger(FINGER_WITHIN_MS)
    if (told === 'read') return undefined
    return told === 'sensor-lost' ? (sensor.health().error ?? 'offline') : told
  },
})

/**
 * Waits for `withinMs` milliseconds, then answers `atEnd`. Answers what is wrong with the device as soon as it isn't ready.
 * `begin` may end it earlier, and returns what is to be stopped at the end.
 */
export function untilAway(
  device: { health(): DeviceHealth; onHealth(listener: () => void): () => void },
  clock: Clock,
  options: {
    withinMs: number
    atEnd: () => TestFault | undefined
    begin?: (end: (fault: TestFault | undefined) => void) => () => void
  },
): Promise<TestFault | undefined> {
  return new Promise((resolve) => {
    const stops: (() => void)[] = []
    function end(fault: TestFault | undefined): void {
      for (const stop of stops) stop()
      resolve(fault)
    }
    function endIfAway(): void {
      const { state, error = 'offline' } = device.health()
      if (state !== 'ready') end({ error })
    }
    stops.push(
      clock.after(options.withinMs, () => end(options.atEnd())),
      device.onHealth(endIfAway),
      options.begin?.(end) ?? (() => undefined),
    )
    endIfAway()
  })
}

/**
 * The test of a keypad: somebody presses each of its keys, in any order. Whoever asks for one that is under way begins it
 * anew, since who asked before may have gone; both hear how it ends. A press while the kiosk `isInUse` is the resident's,
 * and ends it. `takes` says whether a press is the test's alone: until all listeners have heard its last one.
 */
export function createKeypadTest(
  keypad: Keypad,
  clock: Clock,
  isInUse: () => boolean,
): { tests: DeviceTests; takes(): boolean } {
  let latest: Promise<TestFault | undefined> | undefined
  let round = 0

  function listen(): Promise<TestFault | undefined> {
    const unheard = new Set(KEYPAD_KEYS)
    const missed = (): TestFault => ({ error: 'no-key', unheard: [...unheard] })
    return untilAway(keypad, clock, {
      withinMs: KEYS_WITHIN_MS,
      atEnd: missed,
      begin: (end) =>
        keypad.onKey((key) => {
          if (isInUse()) {
            end(missed())
            return
          }
          unheard.delete(key)
          if (unheard.size === 0) end(undefined)
        }),
    })
  }

  async function keys(): Promise<TestFault | undefined> {
    const mine = (round += 1)
    const fault = await listen()
    // Another one has taken its place, and decides.
    if (mine !== round) return latest
    latest = undefined
    return fault
  }

  return { tests: { keys: () => (latest = keys()) }, takes: () => latest !== undefined && !isInUse() }
}
