export { renderSvg } from '../../../hardware/printer/port.ts'
export type { PendingFacts, ReceiptFacts } from './facts.ts'
export { printPaper } from './print.ts'
export { messageText } from './message.ts'
export { createReceipts, type Printout, type Receipts } from './receipts.ts'
export {
  readJwks,
  verifyReceipt,
  verifySigned,
  type ReceiptKey,
  type SignedAct,
  type SignedFacts,
  type SignedReads,
  type SignedReceipt,
} from './verify.ts'
