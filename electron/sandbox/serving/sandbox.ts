import type { Server } from 'node:http'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { createSetClock } from '../../common/set-clock.ts'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import { rawPublicKey } from '../trust/bundle.ts'
import { openBindings } from '../identity/bindings.ts'
import { department, FIRST_DEPARTMENT } from '../identity/departments.ts'
import { openRegister } from '../identity/register.ts'
import { createBooksApp } from './books-app.ts'
import { openBooks } from '../agencies/books.ts'
import { base45 } from '../trust/eid.ts'
import { createGatewayFaults } from './controls.ts'
import { createGatewayApi } from './gateway-api.ts'
import { issueIdCards } from '../trust/id-cards.ts'
import { openKeys } from '../trust/keys.ts'
import type { StartOrder } from './messages.ts'
import { openMoney } from './money-api.ts'
import { openPages } from '../phones/pages.ts'
import { createPairing, createPairingGate } from '../phones/pairing.ts'
import { createPhoneApp } from '../phones/phone-app.ts'
import { openPhones } from '../phones/phones.ts'
import { RESIDENTS } from '../phones/residents.ts'
import { byHost, createGatewayApp, listen, type Hosts } from './server.ts'
import { openStore, type Store } from './store.ts'
import { openTrustDesk } from '../trust/trust-desk.ts'

const LOOPBACK = '127.0.0.1'
const PHONE_HOST = 'phone.localhost'
const BOOKS_HOST = 'books.localhost'
const VERSION = '1'
const CODE_BYTES = 12
/** The setting that names the department of this sandbox's stations. */
const DEPARTMENT = 'department'
const WILDCARDS = new Set(['0.0.0.0', '::'])

/** A sandbox that serves; `phonePort` is there only with a phone address. */
export interface RunningSandbox {
  port: number
  phonePort?: number
  enrolmentCode: string
  /** Raw Ed25519, 32 bytes. */
  root: Uint8Array
  close(): void
}

/** Listens on the port of last time where it is free, so that a station finds its gateway again. */
async function listenOnLastPort(
  answer: Parameters<typeof listen>[0],
  address: string,
  store: Store,
  setting: string,
  wanted?: number,
) {
  if (wanted !== undefined && wanted !== 0) return listen(answer, address, wanted)
  const last = Number(store.setting(setting) ?? 0)
  const listening = await listen(answer, address, last)
  const settled = 'error' in listening && last !== 0 ? await listen(answer, address, 0) : listening
  if (!('error' in settled)) store.keepSetting(setting, String(settled.port))
  return settled
}

function stop(server: Server) {
  server.close()
  server.closeAllConnections()
}

/**
 * Opens the sandbox in a folder and serves it. Throws where the folder can't be written or its database is damaged.
 * Refuses with `invalid-input` (an address that isn't this machine's, or all of them at once) and `fault` (a port that
 * is taken).
 */
export async function openSandbox(
  order: StartOrder,
  deps: { clock: Clock; random: Random },
): Promise<Outcome<{ sandbox: RunningSandbox }>> {
  if (order.phone && WILDCARDS.has(order.phone.address)) return refuse('invalid-input', { reason: 'phone-address' })
  const { random } = deps
  const clock = createSetClock(deps.clock)
  const faults = createGatewayFaults(clock)
  const store = openStore(order.folder)
  const keys = openKeys(store, random)
  if (order.department !== undefined) store.keepSetting(DEPARTMENT, order.department)
  const departmentNow = () => department.catch(FIRST_DEPARTMENT).parse(store.setting(DEPARTMENT))
  const bindings = openBindings({ store, clock, random })
  issueIdCards(store, bindings, random)
  bindings.bindFirst(RESIDENTS)
  const register = openRegister({ store, bindings, keys, clock, random, department: departmentNow })
  // The code is good for any number of stations, since nobody in training could issue more. Each key is a new station,
  // which can't name another's transactions.
  const enrolmentCode =
    store.setting('enrolment-code') ?? base45(random.bytes(CODE_BYTES)).replaceAll(/[^A-Z0-9]/g, 'X')
  store.keepSetting('enrolment-code', enrolmentCode)
  const books = openBooks(order.folder)
  const money = openMoney({ books, bindings, clock, random })
  const desk = openTrustDesk({ store, bindings, keys, clock, random, money, department: departmentNow })
  const phoneApp = createPhoneApp({
    phones: openPhones({ keys, register, money, clock, random }),
    pages: openPages(order.pages),
  })
  const booksApp = createBooksApp({
    money,
    register,
    books,
    store,
    keys,
    random,
    clock,
    faults,
    onAnnounced: () => {
      desk.renew()
    },
  })
  const api = createGatewayApi({ store, keys, desk, money, register, enrolmentCode, clock, random })
  const gatewayApp = createGatewayApp((request) => api.answer(request), VERSION)

  let hosts: Hosts = new Map()
  const main = await listenOnLastPort(
    byHost(() => hosts),
    LOOPBACK,
    store,
    'port',
    order.port,
  )
  const closeStores = () => {
    books.close()
    store.close()
  }
  if ('error' in main) {
    closeStores()
    return refuse('fault', { reason: main.error })
  }
  const port = String(main.port)
  hosts = new Map([
    [`${LOOPBACK}:${port}`, (request) => faults.answer(() => gatewayApp.fetch(request))],
    [`localhost:${port}`, (request) => faults.answer(() => gatewayApp.fetch(request))],
    [`${PHONE_HOST}:${port}`, (request) => phoneApp.fetch(request)],
    [`${BOOKS_HOST}:${port}`, (request) => booksApp.fetch(request)],
  ])

  const running: RunningSandbox = {
    port: main.port,
    enrolmentCode,
    root: rawPublicKey(keys.root),
    close() {
      stop(main.server)
      closeStores()
    },
  }
  if (!order.phone) return { ok: true, sandbox: running }

  let phoneHosts: Hosts = new Map()
  const { address, pairingCode } = order.phone
  const outside = await listenOnLastPort(
    byHost(() => phoneHosts),
    address,
    store,
    'phone-port',
  )
  if ('error' in outside) {
    running.close()
    return refuse('invalid-input', { reason: 'phone-address' })
  }
  const name = address.includes(':') ? `[${address.toLowerCase()}]` : address
  const gate = createPairingGate(
    createPairing({ code: pairingCode, clock, random }),
    phoneApp,
    `phone-${String(outside.port)}`,
  )
  phoneHosts = new Map([[`${name}:${String(outside.port)}`, (request) => gate.fetch(request)]])
  return {
    ok: true,
    sandbox: {
      ...running,
      phonePort: outside.port,
      close() {
        stop(outside.server)
        running.close()
      },
    },
  }
}
