import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RESIDENTS } from '../phones/residents.ts'
import { sandboxClock, sandboxRandom } from '../serving/clock.ts'
import { openStore } from '../serving/store.ts'
import { issueIdCards } from '../trust/id-cards.ts'
import type { EidKeyPair } from '../trust/eid.ts'
import { fromPkcs8, openKeys } from '../trust/keys.ts'
import { createManualClock, SAMPLE_NOW } from '../trust/trust.fixture.ts'
import { READING_OF_ACT } from '../../gateway/reading.ts'
import type { Act } from './act.ts'
import { openBindings } from './bindings.ts'
import { FIRST_DEPARTMENT } from './departments.ts'
import { openEntities } from './entities.ts'
import { openRegister } from './register.ts'

/** A register for tests, and the acts that stations ask it for. */

export const STATION_A = 'T-a'
export const STATION_B = 'T-b'
export const HOUR = 3_600_000
export const TO_BIND = READING_OF_ACT.bind
export const TO_RESET = READING_OF_ACT.freeze
export const TO_LIFT = READING_OF_ACT['lift-freeze']
/** What of an act by card may be said otherwise: where, how the card was shown to be its holder's, and a guardian's. */
export interface OtherWords {
  place?: Act['place']
  by?: 'finger' | 'face' | 'face-and-document'
  guardian?: string
}

/** An application that is whole, for the entity with this registration. */
export const sampleApplication = (registration: string): Application => ({
  holder: 'legal-person',
  registration,
  nameChinese: '測試新公司',
  nameForeign: 'EMPRESA NOVA DE TESTE, LDA.',
  papers: ['application-form', 'agreement', 'administrators-form'],
  representatives: ['original', 'certified-copy'],
  administrators: 2,
  handedInBy: { who: 'representative' },
})

/** An act at a kiosk by this card and finger, unless `rest` says otherwise. */
export const actBy = (document: string, id: string, what: Act['what'], rest: OtherWords = {}): Act => {
  const { place = 'kiosk', by = 'finger', ...guardian } = rest
  return { act: id, reading: READING_OF_ACT[what.kind], place, person: { by, document, ...guardian }, what }
}
/** The id (UUID) of an act that ends with `number`. */
export const actId = (number: number) => `01990000-0000-7000-8000-${String(number).padStart(12, '0')}`

export type Application = Extract<Act['what'], { kind: 'lodge-application' }>['application']

const opened: (() => void)[] = []
/** Closes and removes the registers of the test that ends. */
export function endSampleRegisters(): void {
  for (const end of opened.splice(0)) end()
}

/**
 * Begins the register of a folder before its sandbox is started. Answers each resident's card's id, base64, and the app
 * on the phone of each login's holder.
 */
export function beginSampleRegister(folder: string) {
  const store = openStore(folder)
  const bindings = openBindings({ store, clock: sandboxClock, random: sandboxRandom })
  issueIdCards(store, bindings, sandboxRandom)
  const { rows } = openEntities({ store, clock: sandboxClock, department: () => FIRST_DEPARTMENT })
  const cards = new Map(
    RESIDENTS.map(({ id }) => [id, Buffer.from(store.idCardOf(id)?.document ?? []).toString('base64')]),
  )
  const apps = new Map(rows.all().map(({ euid, deviceKey }) => [euid, fromPkcs8(deviceKey)]))
  store.close()
  return {
    card: (id: string): string => cards.get(id) ?? '',
    appOf(euid: string): EidKeyPair {
      const app = apps.get(euid)
      if (!app) throw new Error(euid)
      return app
    },
  }
}

/**
 * Opens a register in `folder` with a clock that stands still (`now`: 2026-03-01 08:00 in Macao unless given), or with
 * that of `time`.
 */
export function openSampleRegister({
  folder = mkdtempSync(join(tmpdir(), 'balcao-register-')),
  now = SAMPLE_NOW,
  time = createManualClock(now),
}: { folder?: string; now?: number; time?: ReturnType<typeof createManualClock> } = {}) {
  const { clock } = time
  const store = openStore(folder)
  const keys = openKeys(store, sandboxRandom)
  const bindings = openBindings({ store, clock, random: sandboxRandom })
  issueIdCards(store, bindings, sandboxRandom)
  bindings.bindFirst(RESIDENTS)
  const register = openRegister({ store, bindings, keys, clock, random: sandboxRandom })
  let isOpen = true
  function close() {
    if (isOpen) store.close()
    isOpen = false
  }
  opened.push(() => {
    close()
    rmSync(folder, { recursive: true, force: true })
  })

  const residentOf = (id: string) => {
    const resident = RESIDENTS.find((each) => each.id === id)
    if (!resident) throw new Error(id)
    return resident
  }
  /** The id of a resident's card, base64. */
  function card(id: string): string {
    const held = store.idCardOf(id)
    if (!held) throw new Error(id)
    return Buffer.from(held.document).toString('base64')
  }
  /** The id of a resident's live or frozen binding, base64. */
  function bindingOf(id: string): string {
    const binding = bindings.currentOf(id)
    if (!binding) throw new Error(id)
    return Buffer.from(binding.bindingId).toString('base64')
  }
  /** An act at a kiosk by this resident's card and finger, unless `rest` says otherwise. */
  const act = (number: number, by: string, what: Act['what'], rest?: OtherWords): Act =>
    actBy(card(by), actId(number), what, rest)

  return {
    time,
    store,
    keys,
    bindings,
    register,
    card,
    bindingOf,
    act,
    numberOf: (id: string) => register.numbers.make(residentOf(id)).number,
    perform: (question: Act, station = STATION_A) => register.acts.perform(station, question),
    stateOf: (id: string) => bindings.newestOf(id)?.state,
    close,
  }
}
