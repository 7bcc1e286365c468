export { receiptStatusOf } from './receipt-status.ts'
export type { Machine } from './machine.ts'
export { createMoney } from './money.ts'
export { createBillProcedures, createPaymentProcedures, customerOf } from './procedures.ts'
