import type { Signer } from '../journal/index.ts'
import { actCode, pendingCode, receiptCode } from './code.ts'
import { actMarkup } from './act-markup.ts'
import type { ActFacts, PendingFacts, ReceiptFacts } from './facts.ts'
import { pendingMarkup, receiptMarkup } from './markup.ts'

/**
 * A receipt, a pending slip or the paper of an act: `code` is the text of its QR (`MER1:`, `MEP1:`, `MEU1:`), `markup`
 * the receiptline document with that QR in it.
 */
export interface Printout {
  code: string
  markup: string
}

/** Makes the printouts of payments and of acts on identity. */
export interface Receipts {
  receipt(facts: ReceiptFacts): Printout
  pendingSlip(facts: PendingFacts): Printout
  act(facts: ActFacts): Printout
}

/** Makes receipts and pending slips that this station signs. */
export function createReceipts(signer: Signer): Receipts {
  return {
    receipt(facts) {
      const code = receiptCode(facts, signer)
      return { code: code.text, markup: receiptMarkup(facts, code) }
    },
    act(facts) {
      // The code that lifts a freeze is the one that its holder needs.
      const code = facts.undoCode ?? actCode(facts, signer)
      return { code, markup: actMarkup(facts, code) }
    },
    pendingSlip(facts) {
      const code = pendingCode(facts, signer)
      return { code: code.text, markup: pendingMarkup(facts, code) }
    },
  }
}
