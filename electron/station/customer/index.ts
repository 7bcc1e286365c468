export { openCustomer } from './open.ts'
