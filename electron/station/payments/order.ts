import type { TenderKind } from '../../contract/index.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'

/** A quote of the gateway, as the station keeps it. `expiresAt`: milliseconds since 1970. */
export interface KeptQuote {
  id: string
  expiresAt: number
  /** In the order in which they are submitted: fines before the taxes that they block. */
  items: readonly { bill: GatewayBill; amountAvos: number }[]
}

/** What one payment is to do. */
export interface PaymentOrder {
  quote: KeptQuote
  tender: TenderKind
  /** Of `wallet-scan`: what the customer's wallet showed. */
  customerCode?: string
  /** Of cash: what the clerk is said to have been handed, in avos. */
  givenAvos?: number
  place: 'kiosk' | 'counter'
  /** `resident`, or the operator's id. */
  actor: string
  /** Personal facts for the receipt that the quote hasn't: inspection dates by bill. */
  inspectionBy?: Readonly<Record<string, string>>
}
