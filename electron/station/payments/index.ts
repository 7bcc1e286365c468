export { becameOf } from './became.ts'
export type { Customer } from './desk-memory.ts'
export type { PaymentDesk } from './desk.ts'
export { createMoney } from './money.ts'
