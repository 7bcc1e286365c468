import type { ActKind, IdentityRead, TenderKind } from '../../contract/index.ts'
import type { Head } from '../journal/index.ts'

/** One line of a receipt. `subject`: a plate, or the number of a notice or slip. */
export interface ReceiptItem {
  agency: 'DSAT' | 'PSP' | 'MP' | 'TUI' | 'DSF' | 'IAM'
  kind: 'tax' | 'fine' | 'slip'
  subject: string
  amountAvos: number
  season?: number
  /** The vehicle's next inspection, YYYY-MM-DD. */
  inspectionBy?: string
}

/**
 * What both a receipt and a pending slip say. Times are in milliseconds since 1970; the languages are Chinese and
 * `secondLanguage`.
 */
export interface PrintoutFacts {
  transaction: string
  /** When the payment was committed; of a slip, when it is issued. */
  at: number
  station: { id: string; site: string }
  training: boolean
  tender: TenderKind
  /** The wallet or card scheme that paid. */
  provider?: string
  items: readonly ReceiptItem[]
  totalAvos: number
  secondLanguage: 'pt' | 'en'
}

/** What a receipt says. */
export interface ReceiptFacts extends PrintoutFacts {
  number: string
  givenAvos?: number
  changeAvos?: number
  /** The head of the journal as of the commit: the receipt's place in the chain. */
  position: Head
  reprint: boolean
  /** Whether journal entries after the payment are lost: it was paid, but whether it was refunded since isn't known. */
  isBeforeLoss?: boolean
}

/** What a pending slip says: that the money may have been taken, and what will happen. */
export interface PendingFacts extends PrintoutFacts {
  /**
   * `unknown`: the provider hasn't answered; `reversing`: the money is being returned; `follows`: it is paid, and the
   * receipt follows; `staff`: no money is returned automatically, and a member of staff sees to it.
   */
  outcome: 'unknown' | 'reversing' | 'follows' | 'staff'
  /** When the slip's code expires, in milliseconds since 1970. */
  expiresAt: number
}

/**
 * What the paper of an act on identity says: that it was done, or that its outcome isn't known yet. Times are in
 * milliseconds since 1970.
 */
export interface ActFacts {
  act: string
  kind: ActKind
  outcome: 'done' | 'unknown'
  /** From when it counts; of an unknown outcome, when the slip is issued. */
  at: number
  station: { id: string; site: string }
  training: boolean
  /** Whose eIDs it is about, by name. */
  names: readonly string[]
  /** The telephone that an eID was bound to. */
  telephone?: string
  /** Of a freeze: when the bindings end by themselves, and the text of the code that lifts it (`MEU1:`). */
  endsAt?: number
  undoCode?: string
  /** Of an unknown outcome: when the slip's code expires. */
  expiresAt?: number
  secondLanguage: 'pt' | 'en'
}

/** What the paper of what was read of somebody says. `at`, in milliseconds since 1970: when it was made. */
export interface ReadsFacts {
  reads: readonly IdentityRead[]
  at: number
  station: { id: string; site: string }
  training: boolean
  secondLanguage: 'pt' | 'en'
}
