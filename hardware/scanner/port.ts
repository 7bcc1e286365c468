import type { DeviceHealth } from '../ports.ts'

/** Where the bytes of a scan came from. */
export type ScanSource = 'hid-pos' | 'hid-keyboard' | 'camera' | 'typed'

/**
 * One scan: the bytes that a code held, in full.
 * `symbology` is the AIM identifier (`]Q1`, `]C0` …; ISO/IEC 15424) where the device gives one; `text` what the reader
 * took the bytes for, where it decodes them; `readings` what else the keys of a scanner in keyboard mode can have meant
 * by their places.
 */
export interface Scan {
  bytes: Uint8Array
  source: ScanSource
  symbology?: string
  text?: string
  readings?: readonly Uint8Array[]
}

/**
 * A scanner that the station owns (USB-HID); cameras and keyboard-mode scanners live in a page and submit through the
 * contract.
 */
export interface Scanner {
  health(): DeviceHealth
  /** `listener` hears every whole scan. Returns the function that stops it. */
  onScan(listener: (scan: Scan) => void): () => void
  /** `listener` hears every change of health. Returns the function that stops it. */
  onHealth(listener: (health: DeviceHealth) => void): () => void
  close(): Promise<void>
}
