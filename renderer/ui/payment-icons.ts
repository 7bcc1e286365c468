import { Banknote, CircleOff, CreditCard, Hourglass, QrCode, ScanLine, Undo2, UserRound } from '@lucide/vue'
import type { Component } from 'vue'
import type { TenderKind } from '../../electron/contract/index.ts'
import type { PlainEnd } from '../client/payment-view.ts'

/** The icon of each tender. */
export const TENDER_ICONS: Readonly<Record<TenderKind, Component>> = {
  'wallet-scan': ScanLine,
  'wallet-show': QrCode,
  card: CreditCard,
  cash: Banknote,
}

/** The icon of each end of an unpaid payment. */
export const END_ICONS: Readonly<Record<PlainEnd, Component>> = {
  staff: UserRound,
  unknown: Hourglass,
  reversing: Undo2,
  reversed: Undo2,
  cancelled: CircleOff,
}
