import type { DeviceHealth } from '../ports.ts'

/**
 * A fingerprint sensor as the station knows it: by its health. A template never comes to the station: it goes from the
 * sensor to the card, in the process of their drivers (template.ts).
 */
export interface FingerprintSensor {
  health(): DeviceHealth
  /** `listener` hears every change of health. Returns the function that stops it. */
  onHealth(listener: (health: DeviceHealth) => void): () => void
  close(): Promise<void>
}
