import type { DeviceHealth } from '../ports.ts'

export { columnsOf, PAPER_COLUMNS, qrSide, renderSvg } from './paper.ts'

/** What keeps a receipt from coming out. `offline`: no answer from the printer. */
export type PrinterTrouble = 'paper-out' | 'cover-open' | 'cutter' | 'offline'

/**
 * A receipt printer. It takes one receiptline document (receiptline.github.io) and turns it into what its paper needs.
 */
export interface Printer {
  health(): DeviceHealth
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /** Asked before each paper. */
  status(): Promise<{ ready: true; paperLow: boolean } | { ready: false; trouble: PrinterTrouble }>
  /** Prints and cuts. `printed` only where the printer says that the paper came out. */
  print(markup: string): Promise<{ printed: true } | { printed: false; trouble: PrinterTrouble }>
  close(): Promise<void>
}
