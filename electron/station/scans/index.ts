export { createScanProcedures } from './procedures.ts'
export { createScans } from './scans.ts'
export { scanOf } from './submitted.ts'
