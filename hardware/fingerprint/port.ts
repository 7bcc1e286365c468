import type { DeviceHealth } from '../ports.ts'

/** Why there is no template. `no-finger`: none was laid on in time; `sensor-lost`: the sensor is away or broken. */
export type CaptureFault = 'no-finger' | 'sensor-lost'

/**
 * A fingerprint sensor as the station knows it: its health, and whether it reads a finger. A template never comes to the
 * station: it goes from the sensor to the card, in the process of their drivers (template.ts).
 */
export interface FingerprintSensor {
  health(): DeviceHealth
  /** `listener` hears every change of health. Returns the function that stops it. */
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /**
   * Reads a finger to show that the sensor works, waiting for one up to `withinMs` milliseconds. What it read is
   * overwritten at once and given to nobody.
   */
  tryFinger(withinMs: number): Promise<'read' | CaptureFault>
  close(): Promise<void>
}
