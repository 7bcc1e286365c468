import type { Clock } from '../../../hardware/ports.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Journal } from '../journal/index.ts'
import { SIGNING_KEY_USED_MS } from './limits.ts'
import type { Logger } from '../storage/log.ts'

/**
 * What the gateway answers to a key that it knows as another station's, and an older one to a question that it doesn't
 * know.
 */
const CONFLICT = 409
const NOT_FOUND = 404

/**
 * Signs with a new key once the last has served its time, tells the gateway once whose signatures these are, and takes
 * the gateway's word for which keys of the journal are this station's. The returned function is called whenever the
 * line may have come back; what fails is tried again at the next look.
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
      // Whoever was enrolled anew is another station to the gateway, and signs as that one.
      isOurs = false
      await journal.rotateKey()
      await tell()
    }
  }

  async function list(): Promise<void> {
    if (hasListed) return
    const outcome = await gateway.stationKeys()
    if (outcome.ok) journal.confirmKeys(outcome.publicKeys)
    // What an older gateway was told it has confirmed.
    hasListed = outcome.ok || outcome.refusal.params?.['status'] === NOT_FOUND
    if (!hasListed) return
    for (const { seq, vouchedBy } of journal.signingKeys())
      if (vouchedBy === 'nothing') log.warn({ entry: seq }, 'nothing vouches for a signing key of the journal')
  }

  return async () => {
    const isUp = () => gateway.line().state === 'up'
    if (isUp()) await tell()
    const own = journal.signingKeys().find(({ publicKey }) => Buffer.from(publicKey).equals(journal.signer.publicKey()))
    // One that the gateway hasn't heard of would be lost to it, and the receipts under it with it.
    if (own && own.vouchedBy !== 'nothing' && clock.now() - own.from >= SIGNING_KEY_USED_MS) {
      await journal.rotateKey()
      if (isUp()) await tell()
    }
    if (isUp()) await list()
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
