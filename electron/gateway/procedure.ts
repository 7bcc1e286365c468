import { oc } from '@orpc/contract'

/**
 * Whose ids a call may name. A transaction, with its items and attempts, belongs to the station that first reserved it
 * or charged one of its attempts; an act to the station that first asked for it or settled it. A call that names
 * another station's is answered with 403 and changes nothing (money.md, "A payment", 2).
 */
export interface CallRules {
  /**
   * `field`: the input's field that names an act, or a transaction, alone or as the beginning of an item's id, an
   * attempt or a message's key. `whose`: `own`, only transactions of this station; `own-or-unseen`, also those that belong to no
   * station yet. What a call about such a transaction leaves behind (a remembered reversal, for instance) binds this
   * station alone. Undefined where the call names none.
   */
  names?: { field: 'transaction' | 'item' | 'attempt' | 'key' | 'act'; whose: 'own' | 'own-or-unseen' }
}

/** Begins a procedure of the gateway's contract. */
export const procedure = oc.$meta<CallRules>({})
