import type { DeviceHealth, DeviceInfo } from '../ports.ts'

/** Where a scan came from: a scanner by its own USB reports or as a keyboard, a camera, or a person's typing. */
export type ScanSource = 'hid-pos' | 'hid-keyboard' | 'camera' | 'typed'

/**
 * One scan: the whole content of a code, in bytes. `symbology` is the AIM identifier (`]Q1`, `]C0` …; ISO/IEC 15424)
 * where the device gives one. `text` is the reader's own decoding of the bytes, where it has one. `readings` are other
 * byte strings that the keys of a scanner in keyboard mode can mean, by the keys' places or under another layout
 * (codes.md, section 1).
 */
export interface Scan {
  bytes: Uint8Array
  source: ScanSource
  symbology?: string
  text?: string
  readings?: readonly Uint8Array[]
}

/**
 * A scanner that the station owns (USB HID). Cameras, and keyboard-mode scanners that the settings don't name, run in a
 * page, which submits their scans through the contract.
 */
export interface Scanner {
  /** What the device says of itself, where it was found and not made up. */
  readonly device?: DeviceInfo
  health(): DeviceHealth
  /** `listener` hears every whole scan. Returns the function that stops it. */
  onScan(listener: (scan: Scan) => void): () => void
  /** `listener` hears that a code came in part only, with the reason, so that the person can be asked to scan again. */
  onDrop(listener: (reason: string) => void): () => void
  /** `listener` hears every change of health. Returns the function that stops it. */
  onHealth(listener: (health: DeviceHealth) => void): () => void
  close(): Promise<void>
}
