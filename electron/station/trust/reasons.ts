import { refuse } from '../../contract/index.ts'

/** The `reason` of a `trust-refused`: why a bundle, filter or root wasn't accepted. */
type TrustReason =
  /** The envelope, the signature's structure or the bundle's schema isn't in form. */
  | 'form'
  /** Encrypted to another station. */
  | 'other-station'
  /** The envelope doesn't open: it was damaged on the way or isn't meant for this station. */
  | 'sealed'
  /** Not signed by the root that this station trusts. */
  | 'root'
  /** A training bundle at a production station, or the other way round. */
  | 'mode'
  /** Older than a bundle that this station has had, or different from one of the same version. */
  | 'version'
  /** Already expired by this station's clock when it was offered; `from` and `until` say when it is good. */
  | 'expired'
  /** The revocation filter isn't the one that the bundle names. */
  | 'filter'
  /** The gateway has no bundle for this station. */
  | 'none'

/** Makes a `trust-refused`. `facts` are further parameters, such as the times of an expired bundle. */
export function refuseTrust(reason: TrustReason, facts: Readonly<Record<string, string>> = {}) {
  return refuse('trust-refused', { reason, ...facts })
}
