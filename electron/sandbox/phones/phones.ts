import type { z } from 'zod'
import { defined } from '../../common/defined.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'
import type { Register } from '../identity/register.ts'
import { base45 } from '../trust/eid.ts'
import { encodeSlip } from '../wallets/emvco.ts'
import type { SandboxKeys } from '../trust/keys.ts'
import type { decisionOrder, PhoneLanguage, PhoneResident, PhoneResidents, PhoneSlip } from './phone-contract.ts'
import { openPhoneEids } from './phone-eids.ts'
import { openPhoneLogins } from './phone-logins.ts'
import type { Money } from '../serving/money-api.ts'
import { phoneNumberOf, RESIDENTS, type Resident } from './residents.ts'
import { walletOfResident } from '../wallets/wallets.ts'

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

const listed = (resident: Resident, language: PhoneLanguage) => ({
  id: resident.id,
  nameChinese: resident.nameChinese,
  nameForeign: resident.nameForeign,
  about: resident.about[language],
})

/** The residents' phones: whenever one is looked at, its eID and its requests are signed anew
 * and its wallet has a new code. */
export function openPhones(deps: {
  keys: SandboxKeys
  register: Register
  money: Money
  clock: Clock
  random: Random
}) {
  const { money, clock, random } = deps
  const eids = openPhoneEids(deps)
  const logins = openPhoneLogins(deps)

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
    /** Makes a binding number on this resident's phone; undefined where there is no such resident, or none for them. */
    makeNumber(id: string): PhoneResident['bindingNumber'] {
      const resident = RESIDENTS.find((each) => each.id === id)
      return resident && eids.bindingNumberOf(resident, true)
    },
    /**
     * One resident's phone as it is now; undefined where there is no such resident. A phone without contact shows an
     * eID that was frozen or ended since.
     */
    show(id: string, language: PhoneLanguage, hasContact = true): PhoneResident | undefined {
      const resident = RESIDENTS.find((each) => each.id === id)
      if (!resident) return undefined
      const now = clock.now()
      const today = money.bills.today().toString()
      return {
        ...listed(resident, language),
        phone: resident.phone,
        numberMasked: `${resident.idNumber.slice(0, 1)}••••••(•)`,
        eid: eids.eidOf(resident, hasContact && resident.binding !== 'dead'),
        eids: eids.eidsBeside(resident),
        phoneNumber: phoneNumberOf(resident),
        wallet: walletOf(resident, now),
        requests: money.wallets.waitingFor(id),
        messages: [...money.keeping.messagesTo(phoneNumberOf(resident)), ...logins.messagesOf(id)].sort(
          (one, other) => other.at - one.at,
        ),
        slips: money.bills.billsOf(id).flatMap((bill) => slipsOf(bill, language, today)),
        logins: logins.loginsOf(id),
        ...defined({ bindingNumber: eids.bindingNumberOf(resident) }),
        border: { text: `MEX1:${base45(random.bytes(BORDER_BYTES))}` },
        ...(resident.papers?.kind === 'blue-card' ? { blueCard: { text: BLUE_CARD_CODE } } : {}),
      }
    },
  }
}
export type Phones = ReturnType<typeof openPhones>
