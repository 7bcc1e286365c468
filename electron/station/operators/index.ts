export { createOperatorProcedures } from './procedures.ts'
