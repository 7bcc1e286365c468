import type { DeviceHealth } from '../ports.ts'

export { columnsOf, PAPER_COLUMNS, qrSide, renderSvg } from './paper.ts'

/** What keeps a receipt from coming out. `offline`: no answer from the printer. */
export type PrinterTrouble = 'paper-out' | 'cover-open' | 'cutter' | 'offline'

/**
 * A receipt printer. It takes receiptline documents (receiptline.github.io) and makes of them what its paper needs. No
 * method rejects because of the machine: what is wrong with it is a `PrinterTrouble`.
 */
export interface Printer {
  health(): DeviceHealth
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /** Whether a paper can be printed now; the station asks before each paper. `paperLow`: the roll ends soon. */
  status(): Promise<{ ready: true; paperLow: boolean } | { ready: false; trouble: PrinterTrouble }>
  /**
   * Prints one document and cuts the paper. `printed` is true only where the printer confirms that the paper came out.
   */
  print(markup: string): Promise<{ printed: true } | { printed: false; trouble: PrinterTrouble }>
  close(): Promise<void>
}
