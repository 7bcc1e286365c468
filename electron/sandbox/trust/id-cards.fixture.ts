import type { KeyObject } from 'node:crypto'
import { issueIdCard, type CardHolder, type VirtualCardFile } from './card-data.ts'
import { createIssuer, createKeyPair, type EidAlgorithm, type EidIssuer } from './eid.ts'
import { portraitOf } from './portraits.ts'

/** ID cards for tests, made by the sandbox's own encoders. */

/** An issuer of cards, and its key as a trust bundle holds it (`documentKeys`). */
export interface SampleCardIssuer {
  issuer: EidIssuer
  documentKeys: { kid: Uint8Array; key: KeyObject; from?: number; until?: number }[]
}

/** Makes an issuer of cards. */
export function createSampleCardIssuer(algorithm: EidAlgorithm = 'ES256'): SampleCardIssuer {
  const issuer = createIssuer(createKeyPair(algorithm))
  return { issuer, documentKeys: [{ kid: issuer.kid, key: issuer.publicKey }] }
}

/** A fictitious holder of a card, each of whose fields can be recognised. */
export const CARD_HOLDER: CardHolder = {
  idNumber: '99002468',
  nameChinese: '測試咭',
  nameForeign: 'TESTE CARTÃO',
  birthDate: '1987-06-05',
  kind: 'P',
  cardValidUntil: '2031-02-03',
  subject: new Uint8Array(16).fill(0x51),
  document: new Uint8Array(16).fill(0xd0),
}

/**
 * A valid card as a virtual card's file, which `virtualCardFrom` (`electron/start/training/id-card.ts`) makes a card of
 * with its holder's finger. `changes` replace fields of `CARD_HOLDER`; `portrait` is a drawing unless it is given.
 */
export function createSampleIdCard(
  { issuer }: Pick<SampleCardIssuer, 'issuer'>,
  changes: Partial<CardHolder> = {},
  options: { portrait?: Uint8Array; chip?: EidAlgorithm } = {},
): VirtualCardFile {
  return issueIdCard(issuer, {
    holder: { ...CARD_HOLDER, ...changes },
    portrait: options.portrait ?? portraitOf({ id: 'sample', guardians: [] }),
    chip: createKeyPair(options.chip),
  })
}
