import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { fillTemplate, TEMPLATE_LENGTH } from '../fingerprint/virtual.ts'
import { fingerHash } from './applet.ts'
import { createVirtualCard, type VirtualCard } from './virtual-card.ts'

/** The made-up finger of every sample card's holder, and somebody else's. */
export const FINGER = 7
export const OTHER_FINGER = 8

export const PERSON = new TextEncoder().encode('陳小明 CHAN SIO MENG, fictitious')
/** Longer than one answer, and no multiple of one. */
export const PORTRAIT = Uint8Array.from({ length: 5_003 }, (_, at) => (at * 31) & 0xff)

/** The template of a made-up finger. */
export function templateOf(finger: number): Uint8Array {
  const template = new Uint8Array(TEMPLATE_LENGTH)
  fillTemplate(finger, template)
  return template
}

/** A public key as DER. */
const derOf = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({ format: 'der', type: 'spki' }))

/** A sample card with a key of its own, and the public key that an issuer would vouch for. */
export function sampleCard(kind: 'es256' | 'ed25519' = 'es256'): { card: VirtualCard; key: Uint8Array } {
  const { publicKey, privateKey } =
    kind === 'es256' ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) : generateKeyPairSync('ed25519')
  const key = derOf(publicKey)
  const groups = { person: PERSON, portrait: PORTRAIT, key }
  return { card: createVirtualCard({ groups, finger: fingerHash(templateOf(FINGER)), key: privateKey }), key }
}
