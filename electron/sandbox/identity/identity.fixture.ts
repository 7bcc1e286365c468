import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RESIDENTS } from '../phones/residents.ts'
import { sandboxRandom } from '../serving/clock.ts'
import { openStore } from '../serving/store.ts'
import { issueIdCards } from '../trust/id-cards.ts'
import { openKeys } from '../trust/keys.ts'
import { createManualClock, SAMPLE_NOW } from '../trust/trust.fixture.ts'
import type { Act } from './act-decision.ts'
import { openBindings } from './bindings.ts'
import { openRegister } from './register.ts'

/** A register for tests, and the acts that stations ask it for. */

export const STATION_A = 'T-a'
export const STATION_B = 'T-b'
export const HOUR = 3_600_000
export const TO_BIND = { service: 'eid-binding', purpose: 'bind' } as const
export const TO_RESET = { service: 'phone-reset', purpose: 'reset' } as const
/** The id (UUID) of an act that ends with `number`. */
export const actId = (number: number) => `01990000-0000-7000-8000-${String(number).padStart(12, '0')}`

const opened: (() => void)[] = []
/** Closes and removes the registers of the test that ends. */
export function endSampleRegisters(): void {
  for (const end of opened.splice(0)) end()
}

/** Issues the residents' ID cards in a folder before its sandbox is started; answers each card's id, base64. */
export function issueSampleCards(folder: string): (id: string) => string {
  const store = openStore(folder)
  issueIdCards(store, { newestOf: () => undefined }, sandboxRandom)
  const cards = new Map(
    RESIDENTS.map(({ id }) => [id, Buffer.from(store.idCardOf(id)?.document ?? []).toString('base64')]),
  )
  store.close()
  return (id) => cards.get(id) ?? ''
}

/** Opens a register in `folder` with a clock that stands still (`now`: 2026-03-01 08:00 in Macao unless given). */
export function openSampleRegister({
  folder = mkdtempSync(join(tmpdir(), 'balcao-register-')),
  now = SAMPLE_NOW,
}: { folder?: string; now?: number } = {}) {
  const time = createManualClock(now)
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
  function act(number: number, by: string, what: Act['what'], rest: Partial<Act> = {}): Act {
    const reading = what.kind === 'bind' ? TO_BIND : TO_RESET
    return { act: actId(number), reading, place: 'kiosk', document: card(by), identifiedBy: 'finger', what, ...rest }
  }

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
