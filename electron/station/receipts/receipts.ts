import type { Signer } from '../journal/index.ts'
import { pendingCode, receiptCode } from './code.ts'
import type { PendingFacts, ReceiptFacts } from './facts.ts'
import { pendingMarkup, receiptMarkup } from './markup.ts'

/**
 * A receipt or a pending slip: `code` is the text of its QR (`MER1:`, `MEP1:`), `markup` the receiptline document with
 * that QR in it.
 */
export interface Printout {
  code: string
  markup: string
}

/** Makes the printouts of a payment. */
export interface Receipts {
  receipt(facts: ReceiptFacts): Printout
  pendingSlip(facts: PendingFacts): Printout
}

/** Makes receipts and pending slips that this station signs. */
export function createReceipts(signer: Signer): Receipts {
  return {
    receipt(facts) {
      const code = receiptCode(facts, signer)
      return { code: code.text, markup: receiptMarkup(facts, code) }
    },
    pendingSlip(facts) {
      const code = pendingCode(facts, signer)
      return { code: code.text, markup: pendingMarkup(facts, code) }
    },
  }
}
