import type { DeviceHealth } from '../ports.ts'

/** Where a light is: at the scanner's window, at the card reader's slot, and where paper comes out. */
export const LIGHT_PLACES = ['scanner', 'card-reader', 'printer'] as const
export type LightPlace = (typeof LIGHT_PLACES)[number]

/** `on`: here is where something can be done; `blinking`: something here waits for the person, such as a card. */
export type Light = 'off' | 'on' | 'blinking'

/** The guiding lights of a station: one at each place. What they show is the station's decision. */
export interface Lights {
  health(): DeviceHealth
  /** `listener` hears every change of health. Returns the function that stops it. */
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /**
   * Shows this at a place from now on; all are off at first. Lights that are away show it once they are back. Never
   * throws.
   */
  show(place: LightPlace, light: Light): void
  /** Puts all lights out. */
  close(): Promise<void>
}
