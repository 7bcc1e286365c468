import { createHash } from 'node:crypto'
import { encode } from 'cborg'
import { ALGORITHM_NUMBER, signMessage, type EidHolder, type EidIssuer, type EidKeyPair } from './eid.ts'

/** Whom an ID card is of; `subject` and `document` have 16 bytes. */
export interface CardHolder extends Omit<EidHolder, 'guardianBound'> {
  /** The resident's opaque id. */
  subject: Uint8Array
  /** The card's id. */
  document: Uint8Array
}

/** A virtual card's file (`hardware/card-reader`), which the training's reader takes. Bytes are in base64. */
export interface VirtualCardFile {
  format: 'balcao-virtual-card-1'
  /** `wrong-card`: a card of another application. */
  kind: 'card' | 'wrong-card'
  groups: Partial<Record<'person' | 'portrait' | 'key' | 'security-object', string>>
  /** PKCS #8. */
  key?: string
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())

/** Issues an ID card (codes.md, section 6). `portrait` is a JPEG; `chip` is the key that the card alone has. */
export function issueIdCard(
  issuer: EidIssuer,
  { holder, portrait, chip }: { holder: CardHolder; portrait: Uint8Array; chip: EidKeyPair },
): VirtualCardFile {
  const person = encode(
    new Map<number, unknown>([
      [1, holder.idNumber],
      [2, holder.nameChinese],
      [3, holder.nameForeign],
      [4, holder.birthDate],
      [5, holder.kind],
      [6, holder.cardValidUntil],
      [8, holder.document],
      [9, holder.subject],
    ]),
  )
  const key = new Uint8Array(chip.publicKey.export({ format: 'der', type: 'spki' }))
  const securityObject = signMessage({
    protectedHeaders: new Map<number, unknown>([
      [1, ALGORITHM_NUMBER[issuer.algorithm]],
      [4, issuer.kid],
    ]),
    payload: encode(
      new Map([
        [1, sha256(person)],
        [2, sha256(portrait)],
        [3, sha256(key)],
      ]),
    ),
    key: issuer.privateKey,
  })
  return {
    format: 'balcao-virtual-card-1',
    kind: 'card',
    groups: {
      person: base64(person),
      portrait: base64(portrait),
      key: base64(key),
      'security-object': base64(securityObject),
    },
    key: base64(new Uint8Array(chip.privateKey.export({ format: 'der', type: 'pkcs8' }))),
  }
}
