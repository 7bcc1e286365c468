import type { Refusal } from '../../contract/refusals.ts'
import type { CodeKind, Hint, Slip } from '../../contract/scan.ts'
import type { SignedKind } from './signed-form.ts'

/** A code whose form is right. Other rooms decide whether it is genuine and what it opens. */
export type Code =
  /** The whole text, prefix included; `identity` reads its content. */
  | { kind: 'eid-presentation'; text: string }
  | { kind: 'binding-number'; number: string }
  | { kind: 'payment-slip'; slip: Slip }
  /**
   * EMVCo's consumer-presented code, or a wallet's own digits with the longest prefix of the trust bundle's wallets
   * that they begin with.
   */
  | { kind: 'wallet-payment'; text: string; walletPrefix?: string }
  /** The station's own code that checks a scanner, prefix included. */
  | { kind: 'check-scan'; text: string }
  /** The COSE_Sign1's bytes. */
  | { kind: SignedKind; message: Uint8Array }

/** The result of reading a scan: a code, or the kind with its refusal. */
export type ReadCode = { ok: true; code: Code } | { ok: false; kind: CodeKind; refusal: Refusal; hint?: Hint }
