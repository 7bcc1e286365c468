import { hash } from 'node:crypto'
import { encode } from 'cborg'
import { encodeBase45 } from '../codes/index.ts'
import { sigStructure } from '../identity/index.ts'
import type { Signer } from '../journal/index.ts'
import type { IdentityRead } from '../../contract/index.ts'
import {
  ACTS,
  AGENCIES,
  CLAIM,
  KINDS,
  OUTCOMES,
  READ_AT,
  READ_BY,
  READ_FIELD,
  READ_FOR,
  READ_FROM,
  READ_MATCHED,
  READ_WHY,
  TENDERS,
} from './claims.ts'
import type { ActFacts, PendingFacts, PrintoutFacts, ReadsFacts, ReceiptFacts, ReceiptItem } from './facts.ts'

/** The prefix of a receipt's code (codes.md, section 1). */
export const RECEIPT_PREFIX = 'MER1:'
/** The prefix of a pending slip's code (codes.md, section 1). */
export const PENDING_PREFIX = 'MEP1:'

/**
 * The longest code, in characters, that lists its items: QR version 20 at level L, 97 modules, which paper of 80 mm and
 * a phone's screen still show at half a millimetre a module. Ten vehicles with their fines fit; in a longer code the
 * items are summarised.
 */
export const LONGEST_CODE = 1_249

const EDDSA = -8
const TAG_SIGN1 = 0xd2
const CTI_BYTES = 8

type Claims = Map<number, unknown>

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1_000)

/** A code's text, and whether it lists its items. */
export interface SignedCode {
  text: string
  isWhole: boolean
}

/**
 * Makes the `MER1:` of a receipt: base45 of a COSE_Sign1 (RFC 9052, tag 18) by the station, whose protected header is
 * exactly `{1: -8, 4: kid}`. It holds all that the paper says, except the site's name and the words. The same receipt
 * always has the same code.
 */
export function receiptCode(facts: ReceiptFacts, signer: Signer): SignedCode {
  return codeThatFits(
    RECEIPT_PREFIX,
    facts.items.map(itemClaim),
    signer,
    (items) =>
      new Map<number, unknown>([
        [CLAIM.iss, facts.station.id],
        [CLAIM.iat, seconds(facts.at)],
        [
          CLAIM.receipt,
          [
            ...commonClaims(facts, items),
            facts.number,
            facts.givenAvos ?? null,
            facts.position.seq,
            facts.position.hash,
          ],
        ],
      ]),
  )
}

/** Makes the `MEP1:` of a pending slip, which expires at `expiresAt`. */
export function pendingCode(facts: PendingFacts, signer: Signer): SignedCode {
  return codeThatFits(
    PENDING_PREFIX,
    facts.items.map(itemClaim),
    signer,
    (items) =>
      new Map<number, unknown>([
        [CLAIM.iss, facts.station.id],
        [CLAIM.exp, seconds(facts.expiresAt)],
        [CLAIM.iat, seconds(facts.at)],
        [CLAIM.pendingSlip, [...commonClaims(facts, items), OUTCOMES.indexOf(facts.outcome)]],
      ]),
  )
}

/**
 * Makes the code of an act's paper: `MER1:` where it was done, and where its outcome isn't known a `MEP1:`, which finds
 * it again. Nothing of a person is in it.
 */
export function actCode(facts: ActFacts, signer: Signer): string {
  const { act, kind, training, station, at, outcome, expiresAt = at } = facts
  const own = [idBytes(act), ACTS.indexOf(kind), training]
  const claims = new Map<number, unknown>([
    [CLAIM.iss, station.id],
    [CLAIM.iat, seconds(at)],
  ])
  return outcome === 'done'
    ? signedText(RECEIPT_PREFIX, claims.set(CLAIM.act, own), signer)
    : signedText(PENDING_PREFIX, claims.set(CLAIM.exp, seconds(expiresAt)).set(CLAIM.actSlip, own), signer)
}

/**
 * Makes the code of a paper of what was read of somebody, a `MER1:`: names of fields, services and purposes, and nothing
 * of the person.
 */
export function readsCode({ reads, at, station, training }: ReadsFacts, signer: Signer): SignedCode {
  return codeThatFits(
    RECEIPT_PREFIX,
    reads.map(readClaim),
    signer,
    (listed) =>
      new Map<number, unknown>([
        [CLAIM.iss, station.id],
        [CLAIM.iat, seconds(at)],
        [CLAIM.reads, [listed, training]],
      ]),
  )
}

function readClaim({ at, from, fields, service, purpose, department, place, actor, matched }: IdentityRead): unknown[] {
  return [
    seconds(Date.parse(at)),
    READ_FROM.indexOf(from),
    fields.map((field) => READ_FIELD.indexOf(field)),
    READ_FOR.indexOf(service),
    READ_WHY.indexOf(purpose),
    READ_BY.indexOf(department),
    READ_AT.indexOf(place),
    place === 'counter' ? actor : null,
    matched === undefined ? null : READ_MATCHED.indexOf(matched),
  ]
}

/** The 16 bytes of a UUID. */
const idBytes = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex')

function commonClaims(
  { transaction, tender, provider, totalAvos, training }: PrintoutFacts,
  items: unknown,
): unknown[] {
  return [idBytes(transaction), TENDERS.indexOf(tender), provider ?? null, items, totalAvos, training]
}

function itemClaim({ agency, kind, subject, amountAvos, season, inspectionBy }: ReceiptItem): unknown[] {
  const inspection = inspectionBy === undefined ? null : Number(inspectionBy.replaceAll('-', ''))
  return [AGENCIES.indexOf(agency), KINDS.indexOf(kind), subject, amountAvos, season ?? null, inspection]
}

function codeThatFits(
  prefix: string,
  listed: readonly unknown[],
  signer: Signer,
  claimsOf: (items: unknown) => Claims,
): SignedCode {
  const whole = signedText(prefix, claimsOf(listed), signer)
  if (whole.length <= LONGEST_CODE) return { text: whole, isWhole: true }
  return {
    text: signedText(prefix, claimsOf([listed.length, hash('sha256', encode(listed), 'buffer')]), signer),
    isWhole: false,
  }
}

function signedText(prefix: string, claims: Claims, signer: Signer): string {
  const payload = encode(
    new Map([...claims, [CLAIM.cti, hash('sha256', encode(claims), 'buffer').subarray(0, CTI_BYTES)]]),
  )
  const header = encode(
    new Map<number, unknown>([
      [1, EDDSA],
      [4, signer.kid()],
    ]),
  )
  const message = encode([header, new Map(), payload, signer.sign(sigStructure(header, payload))])
  return prefix + encodeBase45(Buffer.concat([new Uint8Array([TAG_SIGN1]), message]))
}
