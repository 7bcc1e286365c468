import type { DeviceHealth } from '../ports.ts'

export { columnsOf, PAPER_COLUMNS, qrSide, renderSvg } from './paper.ts'

/**
 * What keeps a receipt from coming out. `offline`: the printer can't be reached, doesn't answer, or says that it is
 * offline; `fault`: it reports any other fault, such as a hot head.
 */
export type PrinterTrouble = 'paper-out' | 'cover-open' | 'cutter' | 'fault' | 'offline'

/**
 * What became of a document. `not-known`: the printer was silent or lost once it had some of it, so the paper may have
 * come out; whoever prints it again marks it as a reprint.
 */
export type PrintAnswer =
  { result: 'printed' } | { result: 'trouble'; trouble: PrinterTrouble } | { result: 'not-known' }

/**
 * A receipt printer. It takes receiptline documents (receiptline.github.io) and makes of them what its paper needs. No
 * method rejects because of the machine: what is wrong with it is a `PrinterTrouble`.
 */
export interface Printer {
  /** Its error is a `PrinterTrouble` or a code that says more; `paper-low`, of a printer that is ready: the roll ends soon. */
  health(): DeviceHealth
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /** Whether a paper can be printed now; the station asks before each paper. `paperLow`: the roll ends soon. */
  status(): Promise<{ ready: true; paperLow: boolean } | { ready: false; trouble: PrinterTrouble }>
  /**
   * Prints one document and cuts the paper, one after the other. It answers `printed` only where the printer confirms
   * that the paper came out, and within a deadline of its own.
   */
  print(markup: string): Promise<PrintAnswer>
  close(): Promise<void>
}
