import { oc } from '@orpc/contract'

/**
 * Whose ids a call may name. A transaction, with its items and attempts, belongs to the station that reserved it or
 * charged one of its attempts first; a call that names another station's is answered with 403 and changes nothing.
 */
export interface CallRules {
  /**
   * `field`: where the input names a transaction, alone or as the beginning of an item's id, an attempt's or a
   * message's key; undefined where it names none. `whose`: `own`, only what belongs to this station; `own-or-unseen`,
   * also what belongs to nobody yet. What a call then leaves behind (a reversal that is remembered, say) binds this
   * station alone.
   */
  names?: { field: 'transaction' | 'item' | 'attempt' | 'key'; whose: 'own' | 'own-or-unseen' }
}

/** Begins a procedure of the gateway's contract. */
export const procedure = oc.$meta<CallRules>({})
