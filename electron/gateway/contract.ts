import { z } from 'zod'
import { identityContract } from './identity-contract.ts'
import { moneyContract } from './money-contract.ts'
import { procedure } from './procedure.ts'

/**
 * What the agencies' gateway offers a station: JSON over HTTPS, bytes as base64, a bearer token on every call but the
 * enrolment. The OpenAPI document (`openapi.ts`) is generated from this contract, and it types the client and the
 * sandbox.
 */

const HASH_HEX = /^[0-9a-f]{64}$/
const MAX_SUCCESSIONS = 64
/** The most characters of a signed time; a station's own takes about 220. */
const MOST_TIME = 1_024
const MAX_STATION_KEYS = 256

/** `length` bytes as base64 text. */
function bytes(length: number) {
  return z.base64().length(Math.ceil(length / 3) * 4)
}

const journalHead = z.object({ seq: z.int().min(0), hash: bytes(32) })

const station = procedure.route({ tags: ['station'] })
const trust = procedure.route({ tags: ['trust'] })

/** The gateway's calls, by name. */
export const gatewayContract = {
  /**
   * Makes a station known by a one-time code (codes.md, section 4). `publicKey`: raw X25519, to which the trust bundle
   * is encrypted. `root`: raw Ed25519, to be pinned. The same code with the same key is answered the same again and
   * changes nothing, since the station may not have kept the first answer. The code is answered with 403 with another
   * key, with the key of another station, and once a later code continued the station. A code that the operator issued
   * for a station continues it: the answer has that station's `stationId`, the right to ask about its transactions,
   * keys and heads goes with it, and its old token is void. The gateway then holds nothing against its journal, but its
   * heartbeats name the last head that it heard before (`earlier`), until one says that the station was told.
   */
  enrol: station
    .route({ method: 'POST', path: '/v1/stations', summary: 'Enrol a station', operationId: 'enrol' })
    .input(z.object({ code: z.string().min(8).max(64), publicKey: bytes(32) }))
    .output(z.object({ stationId: z.string().min(1).max(64), token: z.string().min(16).max(4096), root: bytes(32) })),
  /**
   * Shows that the line is up. `now`: the gateway's clock, milliseconds since 1970. `nonce`: random, for this question
   * alone. `time`: the gateway's clock, signed for this station and this nonce (codes.md, section 4); it is the only
   * time that a station believes. `journal`: in the question the head of the station's journal, in the answer the last
   * head that the gateway heard of before (`hash`: SHA-256, base64). `known`: what the journal holds at the number that
   * the last answer named, without a hash where it is shorter or holds something else there; so heartbeats that come
   * late, twice or out of order mislead neither side. `earlier`: where a code continued the station, the last head from
   * before, which its journal may lack. `told`: that head again, once the station holds it or has recorded durably
   * outside its journal that it doesn't; the gateway then names it no more and doesn't hold against the station what
   * its journal has there. `suspect`: the journal went back or forked; quotes and reservations are answered with 403
   * from then on.
   */
  heartbeat: station
    .route({ method: 'POST', path: '/v1/heartbeat', summary: 'Heartbeat', operationId: 'heartbeat' })
    .input(
      z.object({
        nonce: bytes(16).optional(),
        journal: journalHead.optional(),
        known: z.object({ seq: z.int().min(0), hash: bytes(32).optional() }).optional(),
        told: journalHead.optional(),
      }),
    )
    .output(
      z.object({
        now: z.int(),
        time: z.base64().max(MOST_TIME).optional(),
        journal: journalHead.optional(),
        earlier: journalHead.optional(),
        suspect: z.enum(['went-back', 'forked']).optional(),
      }),
    ),
  /**
   * Tells the gateway the key with which this station signs its journal and its receipts from now on. `publicKey`: raw
   * Ed25519; `kid`: its id. Another station's key is answered with 409.
   */
  publishKey: station
    .route({ method: 'POST', path: '/v1/station/keys', summary: 'Publish a signing key', operationId: 'publishKey' })
    .input(z.object({ kid: bytes(8), publicKey: bytes(32) }))
    .output(z.object({ ok: z.literal(true) })),
  /**
   * Every key that this station ever published, the oldest first, by which a restored station recognises its old ones.
   * `since`: milliseconds since 1970.
   */
  stationKeys: station
    .route({
      method: 'GET',
      path: '/v1/station/keys',
      summary: "The station's signing keys",
      operationId: 'stationKeys',
    })
    .output(
      z.object({
        keys: z.array(z.object({ kid: bytes(8), publicKey: bytes(32), since: z.int() })).max(MAX_STATION_KEYS),
      }),
    ),
  /**
   * Whether the binding of a verified presentation is live, and whether another station has already seen this very
   * presentation (codes.md, section 2).
   */
  checkPresentation: station
    .route({
      method: 'POST',
      path: '/v1/presentations/check',
      summary: 'Check a verified presentation',
      operationId: 'checkPresentation',
    })
    .input(z.object({ bindingId: bytes(16), cti: bytes(16) }))
    .output(z.object({ status: z.enum(['live', 'dead', 'seen-elsewhere']) })),
  /** The trust bundle, encrypted to this station, or null where version `have` is the newest (codes.md, section 4). */
  trustBundle: trust
    .route({ method: 'GET', path: '/v1/trust/bundle', summary: 'The trust bundle', operationId: 'trustBundle' })
    .input(z.object({ have: z.coerce.number().int().min(0) }))
    .output(z.object({ bundle: z.base64().nullable() })),
  /** The chain of roots, oldest first; each message is signed by the root before it. */
  trustSuccessions: trust
    .route({
      method: 'GET',
      path: '/v1/trust/successions',
      summary: 'The succession of roots',
      operationId: 'trustSuccessions',
    })
    .output(z.object({ successions: z.array(z.base64().max(4096)).max(MAX_SUCCESSIONS) })),
  /** A file that the bundle names by its SHA-256. */
  trustFile: trust
    .route({
      method: 'GET',
      path: '/v1/trust/files/{sha256}',
      summary: 'A file of the trust bundle',
      operationId: 'trustFile',
    })
    .input(z.object({ sha256: z.string().regex(HASH_HEX) }))
    .output(z.object({ file: z.base64() })),
  ...moneyContract,
  ...identityContract,
}
