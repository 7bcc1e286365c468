import type { GatewayEntity } from '../../gateway/entity-contract.ts'
import { RESIDENTS, type Resident } from '../phones/residents.ts'

/** A login as the training begins. Its holder is a resident, whose document is the one of the registration. */
export interface LoginPlan {
  euid: string
  holder: Resident
  role: 'administrator' | 'staff'
  state: 'active' | 'pending' | 'right-lost'
  /** How many days ago its activation code was sent. */
  sentDaysAgo?: number
  /** Whether five wrong passwords have locked it. */
  isLocked?: boolean
  isFaceOff?: boolean
}

/** An entity as the training begins. */
export interface EntityPlan {
  number: string
  holder: GatewayEntity['holder']
  registration: string
  nameChinese: string
  nameForeign: string
  /** How many days ago the activation code was sent to an account that isn't activated yet. */
  sentDaysAgo?: number
  logins: readonly LoginPlan[]
}

function login(
  euid: string,
  resident: string,
  role: LoginPlan['role'],
  rest: Partial<Omit<LoginPlan, 'euid' | 'holder' | 'role'>> = {},
): LoginPlan {
  const holder = RESIDENTS.find(({ id }) => id === resident)
  if (!holder) throw new Error(`No resident is called ${resident}`)
  return { euid, holder, role, state: 'active', ...rest }
}

/** FICTITIOUS: the training's entities. */
export const ENTITIES: readonly EntityPlan[] = [
  {
    number: '99100001',
    holder: 'legal-person',
    registration: 'TR-9001',
    nameChinese: '測試貿易有限公司',
    nameForeign: 'COMÉRCIO DE TESTE, LDA.',
    logins: [
      login('EU99100011', 'administrator-one', 'administrator'),
      login('EU99100012', 'administrator-two', 'administrator'),
      login('EU99100013', 'administrator-three', 'administrator'),
      login('EU99100014', 'passport-staff', 'staff'),
      login('EU99100015', 'staff-locked', 'staff', { isLocked: true }),
      login('EU99100016', 'staff-face-off', 'staff', { isFaceOff: true }),
    ],
  },
  {
    number: '99100002',
    holder: 'legal-person',
    registration: 'TR-9002',
    nameChinese: '測試運輸有限公司',
    nameForeign: 'TRANSPORTES DE TESTE, LDA.',
    sentDaysAgo: 30,
    logins: [login('EU99100021', 'fleet', 'administrator', { state: 'pending' })],
  },
  {
    number: '99100003',
    holder: 'without-personality',
    registration: 'TR-9003',
    nameChinese: '測試大廈管理機關',
    nameForeign: 'ADMINISTRAÇÃO DO EDIFÍCIO TESTE',
    logins: [
      login('EU99100031', 'sole-administrator', 'administrator', { state: 'right-lost' }),
      login('EU99100032', 'blue-card', 'staff'),
    ],
  },
  {
    number: '99100004',
    holder: 'entrepreneur',
    registration: 'TR-9004',
    nameChinese: '測試個人企業主',
    nameForeign: 'EMPRESÁRIO INDIVIDUAL DE TESTE',
    logins: [
      login('EU99100041', 'administrator-two', 'administrator'),
      login('EU99100042', 'blue-card', 'staff'),
      login('EU99100043', 'rare-name', 'staff', { state: 'pending', sentDaysAgo: 1 }),
    ],
  },
]
