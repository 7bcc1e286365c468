import type { Clock } from '../../../hardware/ports.ts'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import type { Gateway } from '../../gateway/port.ts'
import { verifyPresentation, type PresentationTrust, type VerifiedPresentation } from './presentation.ts'
import type { ReplayMemory } from './replay.ts'

/** What identity needs of the trust bundle. Times are in milliseconds since 1970. */
export interface IdentityTrust {
  /** Refuses with `trust-missing` and `trust-expired`. */
  bundle(
    now: number,
  ): Outcome<{ bundle: Pick<PresentationTrust, 'issuerKeys' | 'readingKeys'> & { readonly issuedAt: number } }>
  isRevoked(bindingId: Uint8Array): boolean
}

/**
 * How sure the station is. `online`: the gateway said *live* at `at`. `bundle`: the gateway didn't answer, and the
 * bundle issued at `bundleIssuedAt` decided. Times are in milliseconds since 1970.
 */
export type IdentityAssurance =
  { level: 'online'; at: number } | { level: 'bundle'; at: number; bundleIssuedAt: number }

/** Verifies the eIDs that are scanned at this station (codes.md, section 2). */
export interface Identity {
  /**
   * Verifies a scanned eID. Refuses with every code of `verifyPresentation`, with `trust-missing` and `trust-expired`,
   * and by the gateway's answer with `revoked` and `replayed`. A `revoked` that the bundle decided without that answer
   * says when (`at`) and of what time the bundle is (`bundleIssuedAt`). Rejects only where the replay memory's database is
   * broken.
   */
  identify(text: string): Promise<Outcome<{ presentation: VerifiedPresentation; assurance: IdentityAssurance }>>
  /**
   * Verifies an eID for a technician as of `at` (milliseconds since 1970), without replay memory or gateway. The answer
   * holds no field of identity. Refuses as `verifyPresentation` does.
   */
  examine(text: string, at: number): Outcome<{ issuedAt: number; expiresAt: number; bundleIssuedAt: number }>
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

/** How long the gateway's live answer is waited for. */
const LIVE_ANSWER_MS = 1_500

/**
 * Verifies eIDs at this station: first the eleven steps offline, then the gateway's live answer (codes.md, section 2).
 * Since the revocation filter has false positives, its hit doesn't refuse at once: *live* from the gateway overrules
 * it, and without an answer it refuses.
 */
export function createIdentity(deps: {
  trust: IdentityTrust
  gateway: Pick<Gateway, 'checkPresentation'>
  clock: Clock
  replay: ReplayMemory
}): Identity {
  const { trust, gateway, clock, replay } = deps
  return {
    async identify(text) {
      const now = clock.now()
      const trusted = trust.bundle(now)
      if (!trusted.ok) return trusted
      const { issuerKeys, readingKeys, issuedAt: bundleIssuedAt } = trusted.bundle

      const filter = { hit: false }
      const isRevoked = (bindingId: Uint8Array): boolean => {
        filter.hit = trust.isRevoked(bindingId)
        return false
      }
      // `verifyPresentation` turns a thrown error into a refusal; the error is kept here and thrown after it, since a
      // broken database says nothing against the person's code.
      const broken: unknown[] = []
      const seen: ReplayMemory['seen'] = (cti, expiresAt) => {
        try {
          return replay.seen(cti, expiresAt)
        } catch (error) {
          broken.push(error)
          throw error
        }
      }
      const verified = verifyPresentation(
        text,
        { issuerKeys, readingKeys, isRevoked },
        { now, audience: 'verify', seen },
      )
      if (broken.length > 0) throw broken[0]
      if (!verified.ok) return verified

      const status = await liveAnswer(gateway, clock, verified)
      if (status === 'dead') return refuse('revoked')
      if (status === 'seen-elsewhere') return refuse('replayed')
      const at = clock.now()
      if (status === null && filter.hit) return refuse('revoked', { at: iso(at), bundleIssuedAt: iso(bundleIssuedAt) })
      return {
        ok: true,
        presentation: verified,
        assurance: status === 'live' ? { level: 'online', at } : { level: 'bundle', at, bundleIssuedAt },
      }
    },
    examine(text, at) {
      const trusted = trust.bundle(at)
      if (!trusted.ok) return trusted
      const { issuerKeys, readingKeys, issuedAt: bundleIssuedAt } = trusted.bundle
      const isRevoked = (bindingId: Uint8Array): boolean => trust.isRevoked(bindingId)
      const verified = verifyPresentation(
        text,
        { issuerKeys, readingKeys, isRevoked },
        { now: at, audience: 'verify', seen: () => false },
      )
      return verified.ok
        ? { ok: true, issuedAt: verified.issuedAt, expiresAt: verified.expiresAt, bundleIssuedAt }
        : verified
    },
  }
}

/** The gateway's answer within the deadline; null where it doesn't come or the call throws. */
function liveAnswer(
  gateway: Pick<Gateway, 'checkPresentation'>,
  clock: Clock,
  { bindingId, cti }: VerifiedPresentation,
): Promise<'live' | 'dead' | 'seen-elsewhere' | null> {
  return new Promise((resolve) => {
    const cancel = clock.after(LIVE_ANSWER_MS, () => {
      resolve(null)
    })
    const ask = async () => gateway.checkPresentation({ bindingId, cti })
    void ask()
      .then(
        (answer) => {
          resolve(answer.ok ? answer.status : null)
        },
        () => {
          resolve(null)
        },
      )
      .finally(cancel)
  })
}
