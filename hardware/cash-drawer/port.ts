import type { DeviceHealth } from '../ports.ts'

/** A cash drawer that the station opens. No method rejects because of the machine. */
export interface CashDrawer {
  health(): DeviceHealth
  /** `listener` hears every change of health. Returns the function that stops it. */
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /**
   * Opens the drawer, at once or not at all: never later by itself. Answers whether it was told to open; whether it did,
   * only the clerk sees.
   */
  open(): Promise<boolean>
  /**
   * Asks anew how that is which opens the drawer, without opening it; answers the code of what is wrong, or undefined. What
   * lies in the drawer, and whether it is open, isn't known.
   */
  check(): Promise<string | undefined>
  close(): Promise<void>
}
