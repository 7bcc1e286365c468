export type { TrustBundle } from './bundle.ts'
export { openTrust, type Trust, type TrustDeps } from './trust.ts'
