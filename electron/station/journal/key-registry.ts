import type { KeyStanding, PublishedKey } from './journal.ts'
import { vouchFor, type Introduction } from './signing-keys.ts'
import { kidOf, toJwks } from './signing.ts'
import { createKeyring, hexOf, type Keyring } from './walk.ts'

/**
 * Reads and writes the signing key and the confirmed keys, both sealed, and publishes the public keys as a JWK Set (RFC
 * 7517).
 */
export interface KeyFiles {
  signingKey(): Uint8Array | undefined
  keepSigningKey(pkcs8: Uint8Array): void
  confirmedKeys(): readonly ConfirmedKey[]
  keepConfirmedKeys(keys: readonly ConfirmedKey[]): void
  publish(jwks: string): void
}
type ConfirmedKey = Pick<PublishedKey, 'publicKey' | 'from'>

const isAmong = (keys: readonly { publicKey: Uint8Array }[], key: Uint8Array) =>
  keys.some(({ publicKey }) => Buffer.from(publicKey).equals(key))

/**
 * Knows the keys that an open journal introduces, what vouches for each, and the keys that the gateway confirmed. `own`
 * answers the raw public key with which this process signs.
 */
export function createKeyRegistry(introductions: readonly Introduction[], files: KeyFiles, own: () => Uint8Array) {
  const introduced = [...introductions]
  let signers: Keyring | undefined
  let vouchedSigners: Keyring | undefined

  /** The key with which this process signs, the key that introduced it, and so on back. */
  function ownChain(): Introduction[] {
    const line: Introduction[] = []
    for (let key = introduced.find(({ publicKey }) => isAmong([{ publicKey }], own())); key; key = introducerOf(key))
      line.push(key)
    return line
  }

  const introducerOf = ({ by, seal }: Introduction) =>
    by === 'last' ? introduced.find(({ kid }) => hexOf(kid) === seal) : undefined

  /**
   * The keys whose signatures count in this journal: the station's own, those that are vouched for, and with
   * `evenUnvouched` those introduced before the first of its own. A key introduced later without an own or vouched
   * key's signature is somebody else's.
   */
  function readSigners(evenUnvouched: boolean): Keyring {
    const line = ownChain()
    const vouched = vouchFor(
      introduced,
      [...files.confirmedKeys(), ...line].map(({ publicKey }) => publicKey),
    )
    const began = line.at(-1)?.seq ?? 0
    return createKeyring(
      vouched.filter(({ seq, vouchedBy }) => vouchedBy !== 'nothing' || (evenUnvouched && seq < began)),
    )
  }

  function standings(): KeyStanding[] {
    return vouchFor(
      introduced,
      files.confirmedKeys().map(({ publicKey }) => publicKey),
    ).map(({ kid, publicKey, from, seq, vouchedBy }) => ({ kid, publicKey, from, seq, vouchedBy }))
  }

  /** Confirmed keys stay published, whatever the database says. */
  function published(): PublishedKey[] {
    const vouched = standings()
      .filter(({ vouchedBy }) => vouchedBy !== 'nothing')
      .map(({ kid, publicKey, from }) => ({ kid, publicKey, from }))
    const elsewhere = files
      .confirmedKeys()
      .filter(({ publicKey }) => !isAmong(vouched, publicKey))
      .map((key) => ({ kid: kidOf(key.publicKey), ...key }))
    return [...elsewhere, ...vouched].toSorted((one, other) => one.from - other.from)
  }

  const publish = () => files.publish(toJwks(published()))

  return {
    standings,
    published,
    publish,
    isIntroduced: (publicKey: Uint8Array) => isAmong(introduced, publicKey),
    get: (kid: Uint8Array) => (signers ??= readSigners(true)).get(kid),
    /**
     * The same keys without the unvouched ones from before the station's own first key: money that goes out rests on no
     * signature of those.
     */
    vouched: { get: (kid: Uint8Array) => (vouchedSigners ??= readSigners(false)).get(kid) },
    add(introduction: Introduction): void {
      introduced.push(introduction)
      signers = vouchedSigners = undefined
    },
    confirm(publicKeys: readonly Uint8Array[]): void {
      const before = files.confirmedKeys()
      const fresh = introduced.filter(
        ({ publicKey }) =>
          publicKeys.some((each) => Buffer.from(each).equals(publicKey)) && !isAmong(before, publicKey),
      )
      if (fresh.length === 0) return
      files.keepConfirmedKeys([...before, ...fresh.map(({ publicKey, from }) => ({ publicKey, from }))])
      signers = vouchedSigners = undefined
      publish()
    },
  }
}
