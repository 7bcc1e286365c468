export { createScans } from './scans.ts'
