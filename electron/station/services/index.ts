export { isOffered, serviceAtHand } from './catalogue.ts'
export { createServiceProcedures } from './procedures.ts'
