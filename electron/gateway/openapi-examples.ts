import type { z } from 'zod'
import type { identityContract } from './identity-contract.ts'
import type { GatewayBill, moneyContract } from './money-contract.ts'
import { READING_OF_ACT, READING_OF_LOOK_UP } from './reading.ts'

type Calls = typeof moneyContract & typeof identityContract
type Asked<Name extends keyof Calls> = z.input<NonNullable<Calls[Name]['~orpc']['inputSchema']>>
type Answered<Name extends keyof Calls> = z.input<NonNullable<Calls[Name]['~orpc']['outputSchema']>>

const day = Date.UTC(2026, 2, 1, 2)
const transaction = '01990000-0000-7000-8000-000000000001'
const attempt = `${transaction}/1`
const taxItem = { item: `${transaction}:2`, ref: 'tax-MT-00-02', amountAvos: 85_000 }
const fineItem = { item: `${transaction}:1`, ref: 'fine-2026000002', amountAvos: 30_000 }
const vehicle = { plate: 'MT-00-02', class: 'light' } as const
const fine: GatewayBill = {
  ref: fineItem.ref,
  agency: 'PSP',
  kind: 'fine',
  amountAvos: 30_000,
  number: '2026000002',
  vehicle,
  purpose: 'PARKING',
  offence: 'infraction',
  place: 'AVENIDA DE TREINO, 1',
  at: 1_771_292_000_000,
  payBy: '2026-03-16',
  requires: [],
}
const tax: GatewayBill = {
  ref: taxItem.ref,
  agency: 'DSAT',
  kind: 'tax',
  amountAvos: 85_000,
  number: '2026000500',
  vehicle,
  season: 2026,
  payBy: '2026-03-31',
  requires: [fineItem.ref],
}
const season = { year: 2026, from: '2026-01-01', until: '2026-03-31' }

const act = '01990000-0000-7000-8000-000000000002'
/** The id of a fictitious ID card, and of a binding. */
const document = 'AAAAAAAAAAAAAAAAAAAABQ=='
const guardian = 'AAAAAAAAAAAAAAAAAAAABw=='
const binding = 'AAAAAAAAAAAAAAAAAAAACQ=='
const toBind = READING_OF_ACT.bind
const toReset = READING_OF_ACT.freeze
const papers = { kind: 'passport', number: 'TX9900024' } as const
const login = {
  euid: 'EU99100016',
  role: 'staff',
  nameMasked: '測•••',
  document: 'id-card',
  state: 'active',
  lock: { since: day - 3_600_000, endsBy: 'password-reset' },
  face: 'off',
  securityCode: 'not-needed',
} as const
const company = {
  number: '99100001',
  holder: 'legal-person',
  nameChinese: '測試貿易有限公司',
  nameForeign: 'COMÉRCIO DE TESTE, LDA.',
  state: 'active',
} as const
const telephone = { model: 'Telefone de treino 5', lastDigits: '05' }
const own = {
  binding,
  nameChinese: '測試八',
  nameForeign: 'TESTE OITO',
  lastDigits: '0012',
  relation: 'self',
  telephone: { model: 'Telefone de treino 8', lastDigits: '12' },
  boundAt: day - 86_400_000,
} as const

/**
 * Questions and answers of each call about money or identity, refusals among them, for the OpenAPI document. Everybody in them is
 * fictitious.
 */
export const EXAMPLES: {
  readonly [Name in keyof Calls]: {
    asked: Readonly<Record<string, Asked<Name>>>
    answered: Readonly<Record<string, Answered<Name>>>
  }
} = {
  findBills: {
    asked: {
      'by plate': { place: 'kiosk', by: { kind: 'plate', plate: 'MT-00-02', proof: '0001' } },
      'by notice': { place: 'counter', by: { kind: 'notice', number: '2026000002' } },
      'by slip': { place: 'kiosk', by: { kind: 'slip', agency: 'MP', number: '2026000201' } },
    },
    answered: {
      'a fine before its tax': {
        ok: true,
        vehicles: [
          {
            ...vehicle,
            description: '1,332 cc',
            electric: false,
            inspectionBy: '2026-04-15',
            tax: 'due',
            bills: [fine, tax],
          },
        ],
        bills: [],
        season,
      },
      'two vehicles share the plate': { ok: true, classes: ['light', 'motorcycle'], vehicles: [], bills: [], season },
      'a wrong proof': { ok: false, code: 'proof-wrong', waitMs: 2_000, left: 2 },
    },
  },
  quote: {
    asked: { 'a fine and its tax': { place: 'kiosk', bills: [fine.ref, tax.ref] } },
    answered: {
      'good for five minutes': {
        ok: true,
        quote: 'Zk3-0H2kTq8',
        expiresAt: day + 300_000,
        items: [
          { bill: fine, amountAvos: 30_000 },
          { bill: tax, amountAvos: 85_000 },
        ],
      },
      'a clamped vehicle': { ok: false, code: 'bill-barred', ref: tax.ref, bar: 'clamped' },
    },
  },
  reserve: {
    asked: {
      'both or none': { transaction, place: 'kiosk', quote: 'Zk3-0H2kTq8', forMs: 300_000, items: [fineItem, taxItem] },
    },
    answered: {
      held: { ok: true, until: day + 300_000 },
      'held for somebody else': { ok: false, code: 'bill-pending', ref: tax.ref, bar: 'payment-pending' },
      'a tax without its fine': { ok: false, code: 'bill-barred', ref: fine.ref },
    },
  },
  release: { asked: { 'after a decline': { transaction } }, answered: { 'let go': { ok: true } } },
  submitItem: {
    asked: {
      'paid by a wallet': {
        ...taxItem,
        transaction,
        paidAt: day + 20_000,
        tender: 'wallet-scan',
        receipt: 'T-0123456789ab-1',
      },
    },
    answered: {
      acknowledged: { ok: true, acknowledgement: 'T1A2B3C4D5E6F', inspectionBy: '2026-04-15' },
      "its fine isn't paid": { ok: false, code: 'fine-first' },
    },
  },
  reverseItem: {
    asked: { 'a refund': { item: taxItem.item, reason: 'refund' } },
    answered: { 'taken back': { ok: true }, 'refused for good': { ok: false, code: 'not-reversible' } },
  },
  itemStates: {
    asked: { 'a fine and its tax': { transaction, items: [fineItem.item, taxItem.item] } },
    answered: {
      'the fine is acknowledged, the tax only reserved': {
        items: [
          { ...fineItem, state: 'acknowledged', acknowledgement: 'T1A2B3C4D5E6F' },
          { ...taxItem, state: 'reserved' },
        ],
      },
      'the fine was refused after cash was taken, and the cash handed back': {
        items: [
          { ...fineItem, state: 'reversed' },
          { ...taxItem, state: 'refused', code: 'fine-first' },
        ],
      },
      'never reserved': {
        items: [
          { item: fineItem.item, state: 'none' },
          { item: taxItem.item, state: 'none' },
        ],
      },
    },
  },
  sendMessage: {
    asked: { 'a confirmation': { key: `${transaction}/62000001`, phone: '62000001', text: 'TRAINING: MOP 1,150.00' } },
    answered: { taken: { ok: true } },
  },
  chargeWallet: {
    asked: { 'a code of digits': { attempt, code: '990010123456789012', amountAvos: 115_000, deadlineMs: 180_000 } },
    answered: {
      approved: {
        state: 'approved',
        reference: 'W0011223344556677',
        approvedAvos: 115_000,
        wallet: 'GovPay (TRAINING)',
      },
      'the holder decides': { state: 'pending' },
      'above a limit': { state: 'declined', reason: 'limit' },
    },
  },
  showWallet: {
    asked: { 'for three minutes': { attempt, amountAvos: 115_000, deadlineMs: 180_000 } },
    answered: {
      'a code': { ok: true, text: '0002010102125204931153034465407 1150.005802MO6304ABCD', expiresAt: day + 180_000 },
      'all wallets sleep': { ok: false, reason: 'maintenance' },
    },
  },
  walletStatus: {
    asked: { 'an attempt': { attempt } },
    answered: {
      'cancelled by its holder': { state: 'cancelled' },
      'never seen': { state: 'none' },
      'given back': { state: 'reversed' },
    },
  },
  reverseWallet: {
    asked: { 'all of it': { attempt }, 'one item': { attempt, part: { key: taxItem.item, amountAvos: 85_000 } } },
    answered: { 'given back': { state: 'reversed' }, 'refused for good': { state: 'refused' } },
  },
  checkCard: {
    asked: { 'an ID card': { reading: toBind, document } },
    answered: {
      'in force': { ok: true, isMinor: false, isAlike: false },
      'of a twin': { ok: true, isMinor: false, isAlike: true },
      expired: { ok: false, code: 'card-expired' },
    },
  },
  checkGuardian: {
    asked: { 'of a minor': { reading: toBind, document, guardian } },
    answered: { 'a parent': { ok: true }, 'not theirs': { ok: false, code: 'guardian-wrong' } },
  },
  findNumber: {
    asked: {
      'of an adult': { reading: toBind, document, number: '9900000015' },
      'of a minor': { reading: toBind, document, guardian, number: '9900000015' },
    },
    answered: {
      'a telephone': { ok: true, telephone, expiresAt: day + 86_400_000 },
      "the twin's number": { ok: false, code: 'number-of-another' },
    },
  },
  findBindings: {
    asked: { 'of a person': { reading: toReset, document } },
    answered: { 'their own': { ok: true, bindings: [own] }, cancelled: { ok: false, code: 'card-cancelled' } },
  },
  findFreeze: {
    asked: {
      'by its printed code': { reading: READING_OF_ACT['lift-freeze'], document, code: '0oRD' },
    },
    answered: {
      'one eID': { ok: true, bindings: [own], endsAt: day + 259_200_000 },
      'too late': { ok: false, code: 'undo-late' },
    },
  },
  findEntity: {
    asked: {
      'by its number': { reading: READING_OF_LOOK_UP, by: { what: 'number', number: '99100001' } },
      'by a login': { reading: READING_OF_ACT['enable-face'], by: { what: 'euid', euid: 'EU99100016' } },
    },
    answered: {
      'one login of it': { ok: true, entity: { ...company, logins: [login] } },
      unknown: { ok: false, code: 'entity-unknown' },
    },
  },
  findSecurityCode: {
    asked: {
      'by a passport': { reading: READING_OF_ACT['security-code'], papers, entity: '99100001', request: '0oRD' },
    },
    answered: {
      'a login': {
        ok: true,
        entity: { number: '99100001', nameChinese: '測試貿易有限公司', nameForeign: 'COMÉRCIO DE TESTE, LDA.' },
        login: { euid: 'EU99100014', nameMasked: 'T••• D•••', document: 'passport' },
      },
      'of another entity': { ok: false, code: 'request-of-another' },
    },
  },
  performAct: {
    asked: {
      bind: {
        act,
        reading: toBind,
        place: 'kiosk',
        person: { by: 'finger', document },
        what: { kind: 'bind', number: '9900000015' },
      },
      'freeze a lost telephone': {
        act,
        reading: toReset,
        place: 'counter',
        person: { by: 'face', document },
        what: { kind: 'freeze', reason: 'lost', bindings: [binding] },
      },
      'switch a security code on': {
        act,
        reading: READING_OF_ACT['security-code'],
        place: 'counter',
        person: { by: 'document-check', papers },
        what: { kind: 'security-code', entity: '99100001', request: '0oRD' },
      },
      'send an activation code anew': {
        act,
        reading: READING_OF_ACT['activation-code'],
        place: 'counter',
        person: { by: 'finger', document },
        what: { kind: 'activation-code', entity: '99100001', euid: 'EU99100014' },
      },
      "restore an administrator's right": {
        act,
        reading: READING_OF_ACT['restore-administrator'],
        place: 'counter',
        person: { by: 'finger', document },
        what: { kind: 'restore-administrator', entity: '99100003', euid: 'EU99100031' },
      },
      'face recognition on again': {
        act,
        reading: READING_OF_ACT['enable-face'],
        place: 'counter',
        person: { by: 'face', document },
        what: { kind: 'enable-face', entity: '99100001', euid: 'EU99100016' },
      },
      'an application handed in by a proxy': {
        act,
        reading: READING_OF_ACT['lodge-application'],
        place: 'counter',
        person: { by: 'document-check', papers },
        what: {
          kind: 'lodge-application',
          application: {
            holder: 'legal-person',
            registration: 'TR-9005',
            nameChinese: '測試新公司',
            nameForeign: 'EMPRESA NOVA DE TESTE, LDA.',
            papers: ['application-form', 'agreement', 'administrators-form'],
            representatives: ['original', 'certified-copy'],
            administrators: 2,
            handedInBy: { who: 'proxy', isNotarised: true, namesOpening: true },
          },
        },
      },
    },
    answered: {
      bound: { state: 'done', at: day, endedEarlier: false },
      frozen: { state: 'done', at: day, endsAt: day + 259_200_000, undo: '0oRD' },
      'used meanwhile': { state: 'refused', code: 'number-used' },
      'an activation code is on its way': {
        state: 'done',
        at: day,
        activation: { lastDigits: '31', expiresAt: day + 1_209_600_000 },
      },
      'an application has its number': { state: 'done', at: day, application: 'P-2026-000001' },
      'at a station of another department': { state: 'refused', code: 'department-not-allowed' },
    },
  },
  settleAct: {
    asked: { 'an act': { act } },
    answered: {
      'was done': { state: 'done', at: day, endedEarlier: false },
      'never came': { state: 'refused', code: 'act-withdrawn' },
    },
  },
}
