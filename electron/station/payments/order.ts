import type { TenderKind } from '../../contract/index.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'

/** A gateway's quote as the station keeps it. `expiresAt` is in milliseconds since 1970, amounts are in avos. */
export interface KeptQuote {
  id: string
  expiresAt: number
  /** In the order of submission: fines before the taxes that they block. */
  items: readonly { bill: GatewayBill; amountAvos: number }[]
}

/** The order of one payment. */
export interface PaymentOrder {
  quote: KeptQuote
  tender: TenderKind
  /** For `wallet-scan`: the code that the customer's wallet showed. */
  customerCode?: string
  /** For cash: what the clerk says they were handed, in avos. */
  givenAvos?: number
  place: 'kiosk' | 'counter'
  /** `resident`, or the operator's id. */
  actor: string
  /** For the receipt: the vehicles' next inspections (YYYY-MM-DD), by bill. */
  inspectionBy?: Readonly<Record<string, string>>
}
