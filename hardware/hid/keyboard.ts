import { readDescriptor, usageOf, type ReportField } from './descriptor.ts'

const KEYBOARD_PAGE = 0x07
const LEFT_CONTROL = usageOf(KEYBOARD_PAGE, 0xe0)
const LETTER_A = usageOf(KEYBOARD_PAGE, 0x04)

/** The application collection of a keyboard (HID Usage Tables 1.5, generic desktop page). */
export const KEYBOARD = usageOf(0x01, 0x06)

/** Where a keyboard's report has its modifiers (one bit each) and its pressed keys (a usage of page 7 each), in bytes. */
export interface KeyLayout {
  reportId: number
  modifiersAt: number
  keysAt: number
  keys: number
}

/** Tells a keyboard's presses apart: a key that is held stays in its reports. */
export interface PressedKeys {
  /** Takes one input report; answers the usages of page 7 that were pressed since the last one, and its modifiers. */
  take(report: Uint8Array): { pressed: readonly number[]; modifiers: number }
  /** No key is held any more. */
  release(): void
}

/** Makes it for reports of a layout; reports of another id press nothing. */
export function createPressedKeys({ reportId, modifiersAt, keysAt, keys }: KeyLayout): PressedKeys {
  let held: ReadonlySet<number> = new Set()
  let modifiers = 0
  return {
    take(report) {
      if (reportId !== 0 && report[0] !== reportId) return { pressed: [], modifiers }
      modifiers = report[modifiersAt] ?? 0
      // The first usages are no keys but faults, such as too many keys at once.
      const now = [...report.subarray(keysAt, keysAt + keys)].filter((usage) => usage > 3)
      const pressed = now.filter((usage) => !held.has(usage))
      held = new Set(now)
      return { pressed, modifiers }
    },
    release() {
      held = new Set()
    },
  }
}

/** The report of a boot keyboard (USB HID 1.11, appendix B.1), for a descriptor that can't be read. */
export const BOOT_LAYOUT: KeyLayout = { reportId: 0, modifiersAt: 0, keysAt: 2, keys: 6 }

/** The layout that a keyboard's own descriptor describes; undefined where it has no modifiers and list of keys. */
export function keyLayoutOf(descriptor: Uint8Array | undefined): KeyLayout | undefined {
  const inputs = (descriptor && readDescriptor(descriptor)?.fields.filter(({ kind }) => kind === 'input')) ?? []
  const isWhole = ({ bit, isConstant }: ReportField) => !isConstant && bit % 8 === 0
  const modifiers = inputs.find((field) => isWhole(field) && field.size === 1 && field.usages[0] === LEFT_CONTROL)
  const keys = inputs.find(
    (field) =>
      isWhole(field) && field.size === 8 && field.usages.includes(LETTER_A) && field.reportId === modifiers?.reportId,
  )
  if (!modifiers || !keys) return undefined
  return { reportId: keys.reportId, modifiersAt: modifiers.bit / 8, keysAt: keys.bit / 8, keys: keys.count }
}
