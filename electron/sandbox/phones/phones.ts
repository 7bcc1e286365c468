import type { z } from 'zod'
import { defined } from '../../common/defined.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'
import { base45, createKeyPair, issueCredential, present, type EidCredential } from '../trust/eid.ts'
import { encodeSlip, withLuhn } from '../wallets/emvco.ts'
import { fromPkcs8, toPkcs8, type SandboxKeys } from '../trust/keys.ts'
import {
  REFRESH_MS,
  type decisionOrder,
  type PhoneEid,
  type PhoneLanguage,
  type PhoneResident,
  type PhoneResidents,
  type PhoneSlip,
} from './phone-contract.ts'
import type { Money } from '../serving/money-api.ts'
import { phoneNumberOf, RESIDENTS, type Resident } from './residents.ts'
import type { Binding, Store } from '../serving/store.ts'
import { walletOfResident } from '../wallets/wallets.ts'

/** How long a presentation is good (codes.md, section 2), in milliseconds. */
const PRESENTATION_LIFE = 60_000
const DAY = 86_400_000
const CREDENTIAL_DAYS = 7
/** The credential's age at which a phone renews it, before it expires. */
const RENEW_AFTER = 5 * DAY
/**
 * How long ago phones renewed at the latest: a credential of this very moment would be in the future for a station
 * whose clock is a little behind.
 */
const LAST_RENEWED = DAY
const BINDING_NUMBER_LIFE = DAY
const ID_BYTES = 16
/** How long a payment code is good: longer than the page needs to get the next one. */
const WALLET_CODE_LIFE = 120_000
const BORDER_BYTES = 120
/** The address in a blue card's code. */
const BLUE_CARD_CODE = 'https://www.fsm.gov.mo/psp/tnr?training=99000017'

const TITLES: Readonly<Record<GatewayBill['kind'], Readonly<Record<PhoneLanguage, string>>>> = {
  tax: { 'zh-Hant': '稅款', pt: 'Imposto', en: 'Tax', 'zh-Hans': '税款' },
  fine: { 'zh-Hant': '罰款', pt: 'Multa', en: 'Fine', 'zh-Hans': '罚款' },
  slip: { 'zh-Hant': '繳款單', pt: 'Guia de pagamento', en: 'Payment slip', 'zh-Hans': '缴款单' },
}

const digitsOf = (bytes: Uint8Array, count: number) =>
  [...bytes.subarray(0, count)].map((byte) => String(byte % 10)).join('')

const listed = (resident: Resident, language: PhoneLanguage) => ({
  id: resident.id,
  nameChinese: resident.nameChinese,
  nameForeign: resident.nameForeign,
  about: resident.about[language],
})

/**
 * The residents' phones. Each holds its own key, renews its credential, and signs a fresh code whenever its screen is
 * shown.
 */
export function openPhones(deps: { store: Store; keys: SandboxKeys; money: Money; clock: Clock; random: Random }) {
  const { store, keys, money, clock, random } = deps
  store.inTransaction(() => {
    for (const resident of RESIDENTS) bind(resident)
  })

  function bind(resident: Resident) {
    const card = store.idCardOf(resident.id)
    if (!card || resident.binding === 'unbound' || store.binding(resident.id)) return
    store.keepBinding({
      resident: resident.id,
      bindingId: random.bytes(ID_BYTES),
      subject: card.subject,
      phoneKey: toPkcs8(createKeyPair(resident.phoneKey)),
      dead: resident.binding === 'dead',
    })
  }

  function credentialOf(resident: Resident, binding: Binding, now: number): EidCredential {
    const held = store.credential(resident.id)
    if (held && held.issuedAt <= now && now - held.issuedAt < RENEW_AFTER) return held.credential
    const credential = issueCredential(
      { issuer: keys.issuer, readingKey: keys.reading, random },
      {
        subject: binding.subject,
        bindingId: binding.bindingId,
        holder: resident,
        phoneKey: fromPkcs8(binding.phoneKey).publicKey,
        issuedAt: now - LAST_RENEWED,
        days: CREDENTIAL_DAYS,
      },
    )
    store.keepCredential(resident.id, credential, now)
    return credential
  }

  function eidOf(resident: Resident, now: number, today: string): PhoneEid {
    if (resident.binding === 'none') return { state: 'none' }
    const binding = store.binding(resident.id)
    if (!binding) return { state: 'unbound' }
    const text = present(
      { credential: credentialOf(resident, binding, now), phone: fromPkcs8(binding.phoneKey), random },
      { at: now },
    )
    const issuedAt = Math.floor(now / 1000) * 1000
    return {
      state: resident.cardValidUntil < today ? 'expired-card' : 'shown',
      text,
      issuedAt,
      expiresAt: issuedAt + PRESENTATION_LIFE,
      refreshMs: REFRESH_MS,
      cardValidUntil: resident.cardValidUntil,
    }
  }

  /** A notice or slip as the phone shows it. A clamped or inactive vehicle's bill still counts as due. */
  function slipsOf(bill: GatewayBill, language: PhoneLanguage, today: string): PhoneSlip[] {
    const { agency, kind, amountAvos, number, payBy, bar } = bill
    if (number === undefined || payBy === undefined) return []
    const purpose = bill.vehicle?.plate ?? bill.purpose ?? ''
    const state =
      bar === 'paid'
        ? 'paid'
        : bar === 'payment-pending'
          ? 'pending'
          : payBy < today
            ? 'overdue'
            : payBy === today
              ? 'due-today'
              : 'due'
    return [
      {
        text: encodeSlip({ agency, kind, amountAvos, number, payBy, purpose }),
        title: TITLES[kind][language],
        agency,
        slipKind: kind,
        amountAvos,
        number,
        purpose,
        payBy,
        state,
      },
    ]
  }

  function walletOf({ id, idNumber }: Resident, now: number): PhoneResident['wallet'] {
    const { id: wallet, name, capAvos } = walletOfResident(idNumber)
    return {
      name,
      ...money.wallets.mint(id, wallet, WALLET_CODE_LIFE),
      expiresAt: now + WALLET_CODE_LIFE,
      ...money.wallets.purseOf(id),
      isAsleep: money.wallets.isAsleep(wallet),
      ...defined({ capAvos }),
    }
  }

  /** The binding number that the app gave, good for 24 hours, after which there is a new one. */
  function bindingNumberOf(resident: Resident, now: number) {
    const held = store.bindingNumber(resident.id)
    if (held && held.expiresAt > now && held.expiresAt <= now + BINDING_NUMBER_LIFE)
      return { ...held, text: `MEB1:${held.number}` }
    const number = withLuhn(digitsOf(random.bytes(9), 9))
    const expiresAt = now + BINDING_NUMBER_LIFE
    store.keepBindingNumber(resident.id, number, expiresAt)
    return { number, text: `MEB1:${number}`, expiresAt }
  }

  return {
    list: (language: PhoneLanguage): PhoneResidents => RESIDENTS.map((resident) => listed(resident, language)),
    /** The request behind a payment code that this resident scans; undefined without such a resident or code. */
    request: (id: string, by: { code: string }) =>
      RESIDENTS.some((each) => each.id === id) ? money.wallets.request(by, id) : undefined,
    /** Approves or declines a request to this resident's wallet; undefined where there is no such request. */
    decide(id: string, { approve, ...by }: z.infer<typeof decisionOrder>) {
      const resident = RESIDENTS.find((each) => each.id === id)
      return resident && money.wallets.decide(by, id, walletOfResident(resident.idNumber).id, approve)
    },
    /** One resident's phone as it is now; undefined where there is no such resident. */
    show(id: string, language: PhoneLanguage): PhoneResident | undefined {
      const resident = RESIDENTS.find((each) => each.id === id)
      if (!resident) return undefined
      const now = clock.now()
      const today = money.bills.today().toString()
      return {
        ...listed(resident, language),
        phone: resident.phone,
        numberMasked: `${resident.idNumber.slice(0, 1)}••••••(•)`,
        eid: eidOf(resident, now, today),
        phoneNumber: phoneNumberOf(resident),
        wallet: walletOf(resident, now),
        requests: money.wallets.waitingFor(id),
        messages: money.keeping.messagesTo(phoneNumberOf(resident)),
        slips: money.bills.billsOf(id).flatMap((bill) => slipsOf(bill, language, today)),
        ...(resident.binding === 'unbound' ? { bindingNumber: bindingNumberOf(resident, now) } : {}),
        border: { text: `MEX1:${base45(random.bytes(BORDER_BYTES))}` },
        ...(resident.binding === 'none' ? { blueCard: { text: BLUE_CARD_CODE } } : {}),
      }
    },
  }
}
export type Phones = ReturnType<typeof openPhones>
