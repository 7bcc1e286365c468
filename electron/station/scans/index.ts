export { createScanProcedures } from './procedures.ts'
export { createScans, type Scans } from './scans.ts'
export { answerScanner } from './station-scanner.ts'
export { scanOf } from './submitted.ts'
