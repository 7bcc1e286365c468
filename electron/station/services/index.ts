export { isOffered, readingOf, serviceAtHand } from './catalogue.ts'
export { createServiceProcedures } from './procedures.ts'
