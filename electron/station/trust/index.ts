export type { TrustBundle, TrustedKey } from './bundle.ts'
export { TRUST_REASONS, type TrustReason } from './reasons.ts'
export { openTrust, type Trust, type TrustDeps, type TrustStatus } from './trust.ts'
