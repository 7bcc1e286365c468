export type { Customer } from './desk-memory.ts'
export { createPaymentDesk, type PaymentDesk } from './desk.ts'
export { createOffers, type OfferedWallet } from './offers.ts'
export type { KeptQuote, Machine, PaymentOrder } from './order.ts'
