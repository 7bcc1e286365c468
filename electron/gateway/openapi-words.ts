import type { z } from 'zod'
import type { gatewayContract } from './contract.ts'
import { entityRefusal, securityCodeRefusal } from './entity-contract.ts'
import { actRefusal, cardRefusal, numberRefusal, undoRefusal } from './identity-contract.ts'
import type { billBar, declineReason, findRefusal, reserveRefusal, submitRefusal } from './money-contract.ts'
import type { CallRules } from './procedure.ts'

/**
 * The descriptions in the OpenAPI document, for whoever builds a gateway: what the calls do and what their refusals
 * mean.
 */

/**
 * Descriptions of the header that carries the head of the station's journal, and of the header that acknowledges it.
 */
export const HEAD_WORDS = {
  asked:
    "The head of the station's journal: its number and its SHA-256 as base64. Heard as a heartbeat's " +
    'is, and no part of the question: the same key with another head is the same question.',
  answered:
    'The number of that head, where it has been kept, durably: a station gives no receipt before its head is known elsewhere.',
} as const

const BAR_MEANINGS = {
  'offence-records': 'the vehicle has other offence records; they are settled at DSAT',
  inactive: 'the vehicle is inactive; DSAT',
  'transfer-under-way': 'its plate is being transferred; DSAT',
  'newly-acquired': 'acquired in this season; DSAT',
  clamped: 'clamped: its tax and its fines are settled in person',
  late: "the season's last day is over; payable at a counter for sixty days, not at a kiosk",
  'coercive-collection': 'more than sixty days late: the file is at DSF',
  overdue: "the last day is over, by the gateway's clock in Asia/Macau",
  paid: 'paid; `paidBy` names the transaction where a station did it',
  'payment-pending': 'reserved for another transaction, `heldBy`',
} as const satisfies Record<z.infer<typeof billBar>, string>

const FIND_MEANINGS = {
  'vehicle-unknown': "no such plate, or not in this class; a binding that isn't live",
  'proof-wrong':
    "the four characters are neither the owner's nor the chassis's; `left` tries remain, the next after `waitMs`",
  'proof-locked': 'three wrong proofs: this plate is closed at this station for a while',
  'bill-unknown': 'no such notice or slip, or of another agency',
  'too-soon': 'asked again before `waitMs` had passed',
} as const satisfies Record<z.infer<typeof findRefusal>, string>

const RESERVE_MEANINGS = {
  'bill-unknown': 'not quoted, or nobody owes it any more',
  'bill-paid': 'paid meanwhile',
  'bill-pending': 'reserved for another transaction',
  'bill-barred': "can't be paid here (`bar`), or a tax without a fine of its vehicle (`ref`: that fine)",
  'bill-overdue': "its last second is over, by the gateway's clock at this moment",
  'amount-changed': 'not the amount that was quoted, or the bill changed since',
  'amount-invalid': 'zero, negative, more than ten million patacas, or the same bill twice',
  'quote-expired': 'older than five minutes, of another station or of another place',
  'too-many-vehicles': 'the taxes of more than ten vehicles',
} as const satisfies Record<z.infer<typeof reserveRefusal>, string>

const SUBMIT_MEANINGS = {
  'bill-paid': 'its reservation had run out and somebody else paid or holds it',
  'bill-unknown': "the agency doesn't know it any more",
  'bill-barred': 'the agency refuses it after all',
  'amount-changed': 'its reservation had run out and the amount changed',
  'not-reserved': 'never reserved for this transaction, or reversed before it came',
  'fine-first': "a tax whose vehicle's fine isn't acknowledged",
} as const satisfies Record<z.infer<typeof submitRefusal>, string>

const DECLINE_MEANINGS = {
  declined: 'the wallet says no more than that',
  'insufficient-funds': "the holder hasn't so much",
  limit: "above the wallet's cap or the holder's own limit: another wallet may take it",
  'code-used': 'a payment code is good once',
  'code-expired': 'the code, or the time to decide, is over',
  'code-unknown': 'no such payment code',
  maintenance: 'the wallet sleeps',
  'reversed-before': 'this attempt was reversed before it arrived',
} as const satisfies Record<z.infer<typeof declineReason>, string>

const ACT_MEANINGS = {
  'card-unknown': 'no such ID card',
  'card-cancelled': 'the card was cancelled, reported lost, or its holder died',
  'card-expired': "its last day is over, by the gateway's clock in Asia/Macau",
  'guardian-needed': "the card's holder is a minor today, and no guardian's card came with it",
  'guardian-wrong':
    "the second card isn't that of a parent or guardian of this minor, or its holder has come of age and acts alone",
  'number-unknown': 'no telephone made this number',
  'number-used': 'a number is good once',
  'number-expired': 'a number is good for 24 hours',
  'number-of-another': "it was made for another person's eID, a twin's for instance",
  'number-locked': 'five wrong numbers with this card within an hour: it is closed for the rest of that hour',
  'undo-unknown': "the gateway didn't issue this code",
  'undo-used': 'the freeze was lifted with it before',
  'undo-late': 'the frozen bindings have ended meanwhile',
  'undo-of-another': 'it lifts what somebody else froze',
  'binding-not-yours': 'this person may not end one of the bindings: none is frozen then',
  'binding-over': 'one of the bindings has ended or is frozen already: none is frozen then',
  'face-not-enough':
    "a binding isn't done by a clerk's look, which can't tell twins apart either; and at a kiosk nobody looks",
  'department-not-allowed': "the department of the station may not do this: another's desk does",
  'entity-unknown': 'no entity with this number',
  'login-unknown': 'no such login, or not of this entity',
  'request-forged': "not signed by the telephone on which this login is, or no request of this gateway's app",
  'request-stale': 'more than ten minutes past its end, or not begun yet',
  'request-used': 'a security code was switched on with it before',
  'request-of-another': 'it asks for the security code of another entity',
  'not-staff': 'the login of the request was never one of this entity',
  'document-wrong': "it isn't the document with which this login was registered",
  'login-inactive': "the login isn't activated yet",
  'security-code-on': 'it is on already: once for each entity',
  'not-entitled': 'this person is neither whom it is for nor, for an activation code, an administrator of the entity',
  'activation-not-pending': 'nothing waits to be activated: no code is sent',
  'right-not-lost': "this login didn't lose an administrator's right",
  'face-on': 'face recognition is on',
  'face-not-possible': "face recognition needs Macao's ID card: other documents have the security code",
  'documents-missing': "a paper of the application, or a legal representative's document, was not seen",
  'proxy-not-empowered': 'a proxy needs a power of attorney that is notarised and names the opening of the account',
  'entity-exists': 'this entity has an account or an application: one entity, one account',
  'act-withdrawn': 'it was settled before it came, so it is never done',
} as const satisfies Record<z.infer<typeof actRefusal>, string>

const KEYED =
  'It carries a key and may be repeated: the answer is the same however often it is asked. The ' +
  'same key with other words is answered with 409.'

/** What the rules of `names` mean; the document's `x-names` says the same to machines. */
export const NAMES_MEANINGS = {
  own: 'It names only transactions that this station reserved or charged first; every other is answered with 403, and nothing changes.',
  'own-or-unseen':
    'A transaction that another station reserved or charged first, or an act that another station asked for first, ' +
    'is answered with 403, and nothing changes. What is left behind of one that nobody has reserved, charged or asked ' +
    'for yet binds this station alone.',
} as const satisfies Record<NonNullable<CallRules['names']>['whose'], string>

/** Lists in Markdown the refusals (`ok: false`, or `declined`) of an operation and what each means. */
const refusals = (...meanings: readonly Readonly<Record<string, string>>[]) =>
  meanings
    .map((codes) =>
      Object.entries(codes)
        .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
        .join('\n'),
    )
    .join("\n\nOf a bill that can't be paid, `bar`:\n\n")

/** Lists in Markdown the refusals of an operation on identity. */
const refusalsOf = (codes: readonly z.infer<typeof actRefusal>[]) =>
  codes.map((code) => `- \`${code}\`: ${ACT_MEANINGS[code]}`).join('\n')

/** Describes each call in Markdown. */
export const OPERATION_WORDS: Readonly<Record<keyof typeof gatewayContract, string>> = {
  enrol:
    'Makes a station known by a code that is good once. A station that asks again with the same code ' +
    'and key, since it may not have kept the answer, gets the same answer, and nothing changes. A ' +
    'code that the operator issued for a station continues it: the same `stationId`, a new token, ' +
    'and the old one void; what was held against its journal is forgiven, once; the heartbeats name ' +
    'the last head from before (`earlier`), until one says that it was told.',
  heartbeat:
    "Shows that the line is up, tells the gateway's clock, and carries the head of the station's journal.\n\n" +
    "`time` is a COSE_Sign1 over the station's id, the question's `nonce` and the time, by a key of " +
    "the trust bundle's `timeKeys`. A station that gets none takes no new money.\n\n" +
    'The answer names the last head that the gateway heard of before; the next heartbeat says what ' +
    'the journal holds at that very number (`known`). ' +
    'To a station that a code continues it names the last head from before too (`earlier`), until ' +
    "the station says that it has it, or keeps elsewhere that it hasn't (`told`). " +
    'A journal that is shorter or holds another entry there went back or forked: from then on ' +
    "`suspect` says so, and the station's quotes and reservations are answered with 403. What it " +
    'owes is still taken.',
  publishKey:
    'Tells the gateway the key with which this station signs its journal and its receipts from now ' +
    "on, as often as it likes. A `kid` that isn't the first eight bytes of the key's SHA-256 is " +
    'answered with 400, a key of another station with 409.',
  stationKeys:
    'Every key that this station ever published, the oldest first. A station that was restored from ' +
    "a backup takes back those that its journal introduces; what isn't here, it doesn't believe.",
  checkPresentation:
    'Whether the binding of a verified presentation is live, and whether another station has already seen this very presentation.',
  trustBundle: 'The trust bundle, encrypted to this station, or null where `have` is the newest.',
  trustSuccessions: 'The chain of roots, oldest first; each message is signed by the root before it.',
  trustFile: 'A file that the bundle names by its SHA-256.',
  findBills:
    'What is owed: by plate and proof, by a verified eID, by notice or by slip. Where a plate fits ' +
    `vehicles of two classes, \`classes\` asks which.\n\n${refusals(FIND_MEANINGS, BAR_MEANINGS)}`,
  quote:
    `Fixes the amounts of bills for five minutes; nothing is held yet. 403: this station's journal ` +
    `is suspect.\n\n${refusals(RESERVE_MEANINGS, BAR_MEANINGS)}`,
  reserve:
    `Holds every item for this transaction until \`until\`, or none of them; *in time* means the ` +
    `gateway's clock now. A tax is held only together with the unpaid fines of its vehicle. ` +
    `What is held can't be refused later as paid or changed. 403: this station's journal is suspect. ` +
    `${KEYED}\n\n${refusals(RESERVE_MEANINGS, BAR_MEANINGS)}`,
  release:
    `Lets a transaction's items go, but for those that were submitted. One that comes before its ` +
    `reservation is remembered. ${KEYED}`,
  submitItem:
    'Tells the agency that an item is paid. It is acknowledged even after its reservation has run ' +
    'out, unless somebody else paid or it changed since. ' +
    `A fine's acknowledgement comes before the submission of its vehicle's tax. ${KEYED}\n\n${refusals(SUBMIT_MEANINGS)}`,
  reverseItem:
    'Takes an item back; one that was never seen is remembered and refused when it comes. One that ' +
    'was refused is taken back too, when its payer is given their cash: from then on its state is ' +
    `*reversed*, and its submission is answered as before. ${KEYED}\n\n- \`not-reversible\`: its ` +
    'agency will never take it back, so that asking again is no use; never said by an HTTP status',
  itemStates:
    "What the agencies know of a transaction's items: for a station whose own words of them are " +
    'lost, so that it refuses and reverses nothing for want of its memory. ' +
    'It changes nothing.\n\n- `none`: never reserved for this transaction\n- `reserved`: reserved, ' +
    'and neither submitted nor reversed since, also where the reservation has run out or was ' +
    'released; the submission says what comes of it\n' +
    '- `acknowledged`, `refused`: what the submission was answered with\n- `reversed`: taken back ' +
    'since, whatever the submission was answered with, or reversed before it came',
  sendMessage: `Sends a short message to a local number. ${KEYED}`,
  chargeWallet:
    'Charges the wallet whose payment code was scanned. No approval comes after the deadline. ' +
    `${KEYED}\n\n${refusals(DECLINE_MEANINGS)}`,
  showWallet:
    `Makes a code for the customer's phone; its outcome is asked for by \`walletStatus\`. ` +
    `${KEYED}\n\n${refusals(DECLINE_MEANINGS)}`,
  walletStatus: `What became of an attempt. \`none\`: it was never seen.\n\n${refusals(DECLINE_MEANINGS)}`,
  checkCard:
    'Whether an ID card is in force today, whether its holder is a minor, and whether they are easily taken for ' +
    'somebody else (`isAlike`): born on the same day, and with the same name or an ID number that differs in one ' +
    'digit, as twins are. Then a station asks for the end of the number before it does anything; of the other ' +
    'person nothing is said. `document` stands on ' +
    `the chip alone, so whoever names it has read it. It changes nothing.\n\n${refusalsOf(cardRefusal.options)}`,
  checkGuardian:
    'Whether `guardian` is the card of a parent or guardian of the minor whose card `document` is. ' +
    `It changes nothing.\n\n${refusalsOf([...cardRefusal.options, 'guardian-wrong'])}`,
  findNumber:
    'To which telephone a number binds the eID of this card’s holder, and from which one it would go, be that ' +
    `binding live or frozen. A number that this card can't use counts as a wrong try.\n\n${refusalsOf(numberRefusal.options)}`,
  findBindings:
    'The live bindings that this person may end: their own, and those of the minors whose parent or ' +
    `guardian they are today, each with its holder's names and the end of their ID number, which tell ` +
    `them apart. Nobody else's is named.\n\n${refusalsOf(cardRefusal.options)}`,
  findFreeze: `What a printed code would lift. It changes nothing.\n\n${refusalsOf(undoRefusal.options)}`,
  findEntity:
    "An entity's account by its number, with all its logins, administrators first; by an EUID with that login alone. " +
    'Names of people are masked, and no number of a document is in it. It changes nothing, and names no act.' +
    `\n\n${refusalsOf(entityRefusal.options)}`,
  findSecurityCode:
    'What a request QR (`MES1:`) would switch on for the holder of the document that the clerk checked. The gateway takes a ' +
    'request for ten minutes after its end, since its person confirms in between; whether it was fresh when it was scanned ' +
    `is the station's to say. It changes nothing, and names no act.\n\n${refusalsOf(securityCodeRefusal.options)}`,
  performAct:
    'Does an act, whole or not at all.\n\n- `bind`: the eID is bound to the telephone that made the ' +
    'number; an earlier binding of it ends\n- `freeze`: the eIDs of these bindings count no more, ' +
    'from this answer on at every station that asks, and elsewhere from the next revocation filter; ' +
    'they end at `endsAt`, of a stolen telephone at once\n- `end-freeze`: ends them now\n- ' +
    '`lift-freeze`: makes them live again; the printed code is good once, at a counter\n- ' +
    "`security-code`: the security code of the request's login is on, for this entity alone\n- " +
    '`activation-code`: a new code was sent to the telephone of the account or the login, and the earlier one is void\n- ' +
    '`restore-administrator`: the login is an administrator again; at a station of SAFP alone\n- ' +
    '`enable-face`: face recognition is on again\n- `lodge-application`: the application is taken in, and has a number\n\n' +
    '400: the reading is another than that of this kind of act; a freeze is to be lifted or an account changed at a kiosk; ' +
    "or the person was identified in a way that this kind doesn't know. 403: this station's journal is suspect, " +
    'and the act is no `freeze`. ' +
    `${KEYED}\n\n${refusalsOf(actRefusal.options)}`,
  settleAct:
    'What became of an act whose answer was lost. One that the gateway has not seen is withdrawn: ' +
    `it is never done when it comes. ${KEYED}\n\n${refusalsOf(actRefusal.options)}`,
  reverseWallet:
    'Gives back all that is left of an attempt, or one part under its own key. An attempt never seen ' +
    `is remembered, and refused when it arrives. ${KEYED}\n\n- \`refused\`: its wallet will never ` +
    'give it back this way, so that asking again is no use; never said by an HTTP status',
}
