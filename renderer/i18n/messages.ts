import type {
  CodeKind,
  Device,
  Hint,
  Line,
  Person,
  Purpose,
  ReadField,
  ReadMatch,
  ReadService,
  ReadSource,
  Reason,
  RefusalCode,
  Service,
  Slip,
  StepId,
  TASK_REASONS,
  Trust,
  WAITS,
} from '../../electron/contract/index.ts'
import enCounter from './en/counter.json' with { type: 'json' }
import enCustomer from './en/customer.json' with { type: 'json' }
import enKiosk from './en/kiosk.json' with { type: 'json' }
import enPhone from './en/phone.json' with { type: 'json' }
import enRefusals from './en/refusals.json' with { type: 'json' }
import enShared from './en/shared.json' with { type: 'json' }
import type { Language } from './languages.ts'
import ptCounter from './pt/counter.json' with { type: 'json' }
import ptCustomer from './pt/customer.json' with { type: 'json' }
import ptKiosk from './pt/kiosk.json' with { type: 'json' }
import ptPhone from './pt/phone.json' with { type: 'json' }
import ptRefusals from './pt/refusals.json' with { type: 'json' }
import ptShared from './pt/shared.json' with { type: 'json' }
import zhHansCounter from './zh-Hans/counter.json' with { type: 'json' }
import zhHansCustomer from './zh-Hans/customer.json' with { type: 'json' }
import zhHansKiosk from './zh-Hans/kiosk.json' with { type: 'json' }
import zhHansPhone from './zh-Hans/phone.json' with { type: 'json' }
import zhHansRefusals from './zh-Hans/refusals.json' with { type: 'json' }
import zhHansShared from './zh-Hans/shared.json' with { type: 'json' }
import zhHantCounter from './zh-Hant/counter.json' with { type: 'json' }
import zhHantCustomer from './zh-Hant/customer.json' with { type: 'json' }
import zhHantKiosk from './zh-Hant/kiosk.json' with { type: 'json' }
import zhHantPhone from './zh-Hant/phone.json' with { type: 'json' }
import zhHantRefusals from './zh-Hant/refusals.json' with { type: 'json' }
import zhHantShared from './zh-Hant/shared.json' with { type: 'json' }

/** The sentences that the contract's closed lists need: a code without one in any language doesn't compile. */
interface ClosedLists {
  refusals: Record<RefusalCode, Record<'resident' | 'clerk', { title: string; what: string }>>
  steps: Record<StepId, { do: string; how: string }>
  reasons: Record<Reason, { what: string; todo: string }>
  hints: Record<Hint, string>
  kinds: Record<CodeKind, { name: string; resident: string; clerk: string }>
  services: Record<ReadService, { name: string }>
  purposes: Record<Purpose, string>
  departments: Record<Service['department'], string>
  fields: Record<ReadField, string>
  reads: { from: Record<ReadSource, string>; matched: Record<ReadMatch, string> }
  card: Record<NonNullable<Person['card']>, string>
  slip: { agency: Record<Slip['agency'], string>; kind: Record<Slip['slipKind'], string> }
  line: Record<Line['state'], string>
  trust: Record<Trust['state'], string>
  deviceKinds: Record<Device['kind'], string>
  counter: {
    devices: Record<Device['state'], string>
    till: {
      takings: {
        waits: Record<(typeof WAITS)[number], string>
        why: Record<(typeof TASK_REASONS)[number], { title: string; how: string }>
      }
    }
  }
}

const zhHant = {
  ...zhHantShared,
  ...zhHantRefusals,
  ...zhHantKiosk,
  ...zhHantCounter,
  ...zhHantCustomer,
  ...zhHantPhone,
}
const pt = { ...ptShared, ...ptRefusals, ...ptKiosk, ...ptCounter, ...ptCustomer, ...ptPhone }
const en = { ...enShared, ...enRefusals, ...enKiosk, ...enCounter, ...enCustomer, ...enPhone }
const zhHans = {
  ...zhHansShared,
  ...zhHansRefusals,
  ...zhHansKiosk,
  ...zhHansCounter,
  ...zhHansCustomer,
  ...zhHansPhone,
}

/** Every sentence of every page, in every language. */
export const messages = { 'zh-Hant': zhHant, pt, en, 'zh-Hans': zhHans } satisfies Record<
  Language,
  ClosedLists & typeof zhHant
>

/** A message's place in the files, with dots: `refusals.malformed.clerk.title`. */
export type MessageKey = KeyOf<typeof zhHant>
type KeyOf<Tree> = {
  [Name in keyof Tree & string]: Tree[Name] extends string ? Name : `${Name}.${KeyOf<Tree[Name]>}`
}[keyof Tree & string]
