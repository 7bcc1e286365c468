export type { TrustBundle } from './bundle.ts'
export { clockTrouble, createTrueClock } from './true-clock.ts'
export { openTrust, type Trust, type TrustDeps } from './trust.ts'
