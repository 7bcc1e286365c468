import type { Signer } from '../journal/index.ts'
import { actCode, pendingCode, readsCode, receiptCode } from './code.ts'
import { actMarkup } from './act-markup.ts'
import type { ActFacts, PendingFacts, ReadsFacts, ReceiptFacts } from './facts.ts'
import { pendingMarkup, receiptMarkup } from './markup.ts'
import { readsMarkup } from './reads-markup.ts'

/**
 * A receipt, a pending slip, the paper of an act or of what was read: `code` is the text of its QR (`MER1:`, `MEP1:`, `MEU1:`), `markup`
 * the receiptline document with that QR in it.
 */
export interface Printout {
  code: string
  markup: string
}

/** Makes the printouts of payments, of acts on identity and of what was read of somebody. */
export interface Receipts {
  receipt(facts: ReceiptFacts): Printout
  pendingSlip(facts: PendingFacts): Printout
  act(facts: ActFacts): Printout
  reads(facts: ReadsFacts): Printout
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
    reads(facts) {
      const code = readsCode(facts, signer)
      return { code: code.text, markup: readsMarkup(facts, code) }
    },
    pendingSlip(facts) {
      const code = pendingCode(facts, signer)
      return { code: code.text, markup: pendingMarkup(facts, code) }
    },
  }
}
