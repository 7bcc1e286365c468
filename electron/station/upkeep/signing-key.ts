import type { Clock } from '../../../hardware/ports.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Journal } from '../journal/index.ts'
import { SIGNING_KEY_USED_MS } from './limits.ts'
import type { Logger } from '../storage/log.ts'

/** HTTP statuses: 409, the gateway knows the key as another station's; 404, an older gateway doesn't know the call. */
const CONFLICT = 409
const NOT_FOUND = 404

/**
 * Rotates the signing key after `SIGNING_KEY_USED_MS`, publishes the current key to the gateway, and fetches once which
 * keys of the journal the gateway confirms as this station's. Call the returned function whenever the line may have
 * come back; a failed step is tried again at the next call.
 */
export function keepSigningKey(deps: {
  journal: Journal
  gateway: Gateway
  clock: Clock
  log: Logger
}): () => Promise<void> {
  const { journal, gateway, clock, log } = deps
  let told: string | undefined
  let isOurs = true
  let hasListed = false

  async function tell(): Promise<void> {
    const key = { kid: journal.signer.kid(), publicKey: journal.signer.publicKey() }
    const name = hex(key.kid)
    if (name === told) return
    const outcome = await gateway.publishKey(key)
    if (outcome.ok) {
      journal.confirmKeys([key.publicKey])
      told = name
    } else if (isOurs && outcome.refusal.params?.['status'] === CONFLICT) {
      // A station that was enrolled anew is another one to the gateway, so it signs with a key of its own.
      isOurs = false
      await journal.rotateKey()
      await tell()
    }
  }

  async function list(): Promise<void> {
    if (hasListed) return
    const outcome = await gateway.stationKeys()
    if (outcome.ok) journal.confirmKeys(outcome.publicKeys)
    // An older gateway has confirmed the keys that it was told.
    hasListed = outcome.ok || outcome.refusal.params?.['status'] === NOT_FOUND
    if (!hasListed) return
    for (const { seq, vouchedBy } of journal.signingKeys())
      if (vouchedBy === 'nothing') log.warn({ entry: seq }, 'nothing vouches for a signing key of the journal')
  }

  return async () => {
    const isUp = () => gateway.line().state === 'up'
    if (isUp()) await tell()
    const own = journal.signingKeys().find(({ publicKey }) => Buffer.from(publicKey).equals(journal.signer.publicKey()))
    // A key that the gateway hasn't heard of isn't rotated, since the gateway could never vouch for receipts signed
    // with it.
    if (own && own.vouchedBy !== 'nothing' && clock.now() - own.from >= SIGNING_KEY_USED_MS) {
      await journal.rotateKey()
      if (isUp()) await tell()
    }
    if (isUp()) await list()
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
