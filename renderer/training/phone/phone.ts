import { useIntervalFn } from '@vueuse/core'
import { computed, ref, shallowRef, watch } from 'vue'
import { FIRST_LANGUAGE, setLanguage, type Language } from '../../i18n/index.ts'
import {
  decideRequest,
  listResidents,
  makeNumber as makeNumberOf,
  showResident,
  type Listed,
  type Resident,
  type WalletRequest,
} from './api.ts'

/** How long the phone waits after the sandbox didn't answer until it asks again, in milliseconds. */
const RETRY_AFTER = 3000
const SECOND = 1000
/** How often the phone asks what has changed while `attentive`, in milliseconds. */
const ASK_EVERY = 2000
/** A payment code is replaced when it expires in less than this, in milliseconds. */
const CODE_ENDS = 15_000

/** The state of the phone page: the chosen resident, what their phone shows, and when its codes are signed anew. */
export function usePhone() {
  const language = ref<Language>(FIRST_LANGUAGE)
  const residents = shallowRef<Listed[] | null>(null)
  const chosen = ref<string | null>(null)
  const resident = shallowRef<Resident | null>(null)
  const lost = ref(false)
  /** Whether what is shown may change at any moment, such as the wallet: then the phone asks often. */
  const attentive = ref(false)
  /** The outcome of the payment that the holder decided on last. */
  const decided = shallowRef<WalletRequest | null>(null)
  const now = ref(Date.now())
  /** When the next codes are due, by the page's own clock. */
  const due = ref(Infinity)
  let latest = 0
  let looked = 0

  const secondsLeft = computed(() => Math.max(0, Math.ceil((due.value - now.value) / SECOND)))
  const lifetime = computed(() => (resident.value ? (refreshOf(resident.value) ?? 0) / SECOND : 0) || 30)

  async function load(isDue = true): Promise<void> {
    const mine = (latest += 1)
    looked = Date.now()
    try {
      if (chosen.value === null) {
        const list = await listResidents(language.value)
        if (mine === latest) residents.value = list
      } else {
        const shown = await showResident(chosen.value, language.value)
        if (mine !== latest) return
        const isRenewed = isDue || resident.value?.id !== shown.id || refreshOf(resident.value) === undefined
        resident.value = isRenewed ? shown : keepShownCodes(resident.value, shown)
        if (isRenewed) due.value = Date.now() + (refreshOf(shown) ?? Infinity)
      }
      lost.value = false
    } catch {
      if (mine !== latest) return
      lost.value = true
      due.value = Date.now() + RETRY_AFTER
    }
  }

  /** Approves or declines the payment that waits. */
  async function decide(attempt: string, approve: boolean): Promise<void> {
    const holder = chosen.value
    if (holder === null) return
    try {
      const outcome = await decideRequest(holder, { attempt, approve })
      // Another resident may have been chosen meanwhile.
      if (chosen.value !== holder) return
      decided.value = outcome
      await load(false)
    } catch {
      lost.value = true
    }
  }

  /** Makes a binding number on this phone; answers whether there is one now. */
  async function makeNumber(): Promise<boolean> {
    const holder = chosen.value
    if (holder === null) return false
    try {
      await makeNumberOf(holder)
      await load(false)
      return chosen.value === holder
    } catch {
      lost.value = true
      return false
    }
  }

  function choose(id: string | null): void {
    // An eID beside the one that is shown is on the same phone, which stays in view until it has come.
    if (!resident.value?.eids.some((beside) => beside.id === id)) resident.value = null
    chosen.value = id
    decided.value = null
    due.value = Infinity
    void load()
  }

  watch(
    language,
    (next) => {
      setLanguage(next)
      void load()
    },
    { immediate: true },
  )

  useIntervalFn(() => {
    now.value = Date.now()
    if (now.value >= due.value) {
      due.value = Infinity
      void load()
    } else if (attentive.value && chosen.value !== null && now.value - looked >= ASK_EVERY) {
      void load(false)
    }
  }, SECOND / 4)

  return {
    language,
    residents,
    resident,
    chosen,
    lost,
    now,
    secondsLeft,
    lifetime,
    attentive,
    decided,
    decide,
    makeNumber,
    choose,
  }
}

/** How often the codes of this phone that are signed are signed anew, in milliseconds; undefined where it has none. */
function refreshOf({ eid, logins }: Resident): number | undefined {
  if ('refreshMs' in eid) return eid.refreshMs
  return logins.find(({ request }) => request)?.request?.refreshMs
}

/**
 * Takes over what has changed, but keeps the codes that are on the screen: the eID's, requests, and the payment code until it was
 * used or expires soon.
 */
function keepShownCodes(before: Resident | null, shown: Resident): Resident {
  if (before?.id !== shown.id) return shown
  const isGood =
    before.wallet.balanceAvos === shown.wallet.balanceAvos && before.wallet.expiresAt - Date.now() > CODE_ENDS
  const { text, digits, expiresAt } = before.wallet
  const eid = 'refreshMs' in shown.eid ? before.eid : shown.eid
  const logins = shown.logins.map((login) => {
    const held = before.logins.find(({ euid }) => euid === login.euid)?.request
    return login.request && held ? { ...login, request: held } : login
  })
  return { ...shown, eid, logins, wallet: isGood ? { ...shown.wallet, text, digits, expiresAt } : shown.wallet }
}
