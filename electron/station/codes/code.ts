import type { Refusal } from '../../contract/refusals.ts'
import type { CodeKind, Hint, Slip } from '../../contract/scan.ts'
import type { SignedKind } from './signed-form.ts'

/** A code whose form is right. Whether it is genuine, and what it opens, other rooms decide. */
export type Code =
  /** The whole text, prefix included; `identity` reads what is inside. */
  | { kind: 'eid-presentation'; text: string }
  | { kind: 'binding-number'; number: string }
  | { kind: 'payment-slip'; slip: Slip }
  /**
   * EMVCo's consumer-presented code, or a wallet's own digits with the longest prefix of the table that they begin
   * with.
   */
  | { kind: 'wallet-payment'; text: string; walletPrefix?: string }
  /** The COSE_Sign1's bytes. */
  | { kind: SignedKind; message: Uint8Array }

/** What a scan is: a code, or the refusal of its kind. */
export type ReadCode = { ok: true; code: Code } | { ok: false; kind: CodeKind; refusal: Refusal; hint?: Hint }
