export { createScanProcedures } from './procedures.ts'
export { createScans } from './scans.ts'
export { answerScanner } from './station-scanner.ts'
export { scanOf } from './submitted.ts'
