import { refuse } from '../../contract/index.ts'

/** Why something that was offered as trust isn't taken; the `reason` of a `trust-refused`. */
type TrustReason =
  /** Not in form: the envelope, the signature's structure or the bundle's schema. */
  | 'form'
  /** Encrypted to another station. */
  | 'other-station'
  /** Doesn't open: damaged on the way, or not what this station was meant to get. */
  | 'sealed'
  /** Not signed by the root that this station trusts. */
  | 'root'
  /** A training bundle at a production station, or the other way round. */
  | 'mode'
  /** Older than one that this station has had, or another one under the same version. */
  | 'version'
  /** Expired when it was offered, by this station's clock; `from` and `until` say when it is good. */
  | 'expired'
  /** The revocation filter isn't the one that the bundle names. */
  | 'filter'
  /** The gateway has no bundle for this station. */
  | 'none'

/** The refusal of something that was offered as trust. `facts`: instants that say more. */
export function refuseTrust(reason: TrustReason, facts: Readonly<Record<string, string>> = {}) {
  return refuse('trust-refused', { reason, ...facts })
}
