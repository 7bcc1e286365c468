export { createIdentityChecks, type IdentityCheck, type IdentityChecks } from './checks.ts'
export { createReadPapers, type ReadPapers } from './papers.ts'
export { createReadProcedures } from './procedures.ts'
