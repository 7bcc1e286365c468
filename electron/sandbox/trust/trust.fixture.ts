import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Clock } from '../../../hardware/ports.ts'
import { createListeners } from '../../common/listeners.ts'
import type { Outcome } from '../../contract/refusals.ts'
import { encryptTo, kidOf, rawPublicKey, signBundle, signSuccession, type BundlePayload } from './bundle.ts'
import { coseKey, createKeyPair } from './eid.ts'
import { encodeFilter } from './filter.ts'

/** Roots, stations and bundles for tests, made by the sandbox's own encoders. */

/** 2026-03-01T00:00Z. */
export const SAMPLE_NOW = 1_772_323_200_000
const HOUR = 3_600_000

/** A clock that stands until it is told to go on. */
export function createManualClock(start = SAMPLE_NOW) {
  let passed = 0
  let offset = start
  const timers = new Set<{ at: number; then: () => void }>()
  const clock: Clock = {
    now: () => offset + passed,
    monotonic: () => passed,
    after(ms, then) {
      const timer = { at: passed + ms, then }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
  }
  return {
    clock,
    timers: () => timers.size,
    /** Sets the wall clock alone. */
    setWall(now: number) {
      offset = now - passed
    },
    /** Lets time pass, timer by timer, with everything that follows from each. */
    async pass(ms: number) {
      await settle()
      const until = passed + ms
      for (;;) {
        const next = [...timers].filter((timer) => timer.at <= until).sort((one, other) => one.at - other.at)[0]
        if (!next) break
        passed = Math.max(passed, next.at)
        timers.delete(next)
        next.then()
        await settle()
      }
      passed = until
      await settle()
    },
  }
}

/** Lets the promise callbacks that are due run. */
export async function settle() {
  for (let round = 0; round < 50; round++) await Promise.resolve()
}

export interface SampleBundle {
  signed: Uint8Array
  filter: Uint8Array
  sha256: Uint8Array
}

/** A root, an issuer and one enrolled station. */
export function createSampleTrust() {
  const root = createKeyPair('EdDSA').privateKey
  const issuer = createKeyPair()
  const time = createKeyPair('EdDSA')
  const station = generateKeyPairSync('x25519')
  const iv = createHash('sha256').update('iv').digest().subarray(0, 12)

  /** A bundle and its filter; `changes` replace fields of the payload. */
  function bundle(
    version: number,
    options: { changes?: BundlePayload; dead?: readonly Uint8Array[]; by?: KeyObject } = {},
  ): SampleBundle {
    const filter = encodeFilter(options.dead ?? [], new Uint8Array(16).fill(version))
    const sha256 = new Uint8Array(createHash('sha256').update(filter).digest())
    const payload: BundlePayload = {
      version,
      issuedAt: SAMPLE_NOW - HOUR,
      expiresAt: SAMPLE_NOW + 72 * HOUR,
      training: true,
      issuerKeys: [{ kid: new Uint8Array(8).fill(1), key: coseKey(issuer.publicKey) }],
      readingKeys: [
        {
          kid: new Uint8Array(8).fill(2),
          key: new Uint8Array(32).fill(3),
          from: SAMPLE_NOW - HOUR,
          until: SAMPLE_NOW + HOUR,
        },
      ],
      revokedBindings: { version, size: filter.length, sha256 },
      authorisations: { 'identity-check': ['idNumber', 'nameChinese'], 'a-later-service': ['idNumber'] },
      wallets: [{ id: 'sample', name: 'Sample', prefixes: ['9900'] }],
      notices: ['a later field'],
      ...options.changes,
    }
    return { signed: signBundle(options.by ?? root, payload), filter, sha256 }
  }

  return {
    root,
    /** Signs the gateway's time; a bundle names it where `timeKeys` is among its changes. */
    timeKey: time.privateKey,
    timeKeys: [{ kid: kidOf(rawPublicKey(time.publicKey)), key: coseKey(time.publicKey) }],
    rootRaw: rawPublicKey(root),
    stationKey: station.privateKey,
    bundle,
    seal: (made: SampleBundle, to: KeyObject = createPublicKey(station.privateKey)) =>
      encryptTo(rawPublicKey(to), made.signed, iv),
    succession: (from: KeyObject, to: KeyObject, at: number) => signSuccession(from, rawPublicKey(to), at),
  }
}
type Answered<T extends object> = Outcome<T>
const unreachable = { ok: false, refusal: { code: 'gateway-unreachable' } } as const

/** The money side of a gateway that nobody reaches. */
export function createUnreachableMoney() {
  const unanswered = () => Promise.resolve(unreachable)
  return {
    findBills: unanswered,
    quote: unanswered,
    reserve: unanswered,
    release: unanswered,
    submitItem: unanswered,
    reverseItem: unanswered,
    itemStates: unanswered,
    sendMessage: unanswered,
    chargeWallet: unanswered,
    showWallet: unanswered,
    walletStatus: unanswered,
    reverseWallet: unanswered,
  }
}

/** The identity side of a gateway that nobody reaches. */
export function createUnreachableIdentity() {
  const unanswered = () => Promise.resolve(unreachable)
  return {
    checkCard: unanswered,
    checkGuardian: unanswered,
    findNumber: unanswered,
    findBindings: unanswered,
    findFreeze: unanswered,
    findEntity: unanswered,
    findSecurityCode: unanswered,
    performAct: unanswered,
    settleAct: unanswered,
  }
}

/** A gateway that answers what a test puts into it. */
export function createSampleGateway() {
  const answers = {
    bundle: { ok: true, bundle: null } as Answered<{ bundle: Uint8Array | null }>,
    successions: { ok: true, successions: [] } as Answered<{ successions: Uint8Array[] }>,
    file: unreachable as Answered<{ file: Uint8Array }>,
  }
  const asked: { bundle: number[]; files: number } = { bundle: [], files: 0 }
  const listeners = createListeners<[{ state: 'starting' | 'up' | 'down'; since: number }]>()
  let state: 'starting' | 'up' | 'down' = 'up'
  return {
    answers,
    asked,
    /** Offers a sealed bundle and its filter. */
    offer(sealed: Uint8Array, filter: Uint8Array) {
      answers.bundle = { ok: true, bundle: sealed }
      answers.file = { ok: true, file: filter }
    },
    /** Makes the gateway unreachable while its line is still starting. */
    early() {
      state = 'starting'
      answers.successions = unreachable
    },
    down() {
      state = 'down'
      answers.bundle = unreachable
      answers.successions = unreachable
    },
    lineUp() {
      state = 'up'
      answers.successions = { ok: true, successions: [] }
      listeners.tell({ state: 'up', since: 0 })
    },
    gateway: {
      checkPresentation: () => Promise.resolve(unreachable),
      trustBundle(have: number) {
        asked.bundle.push(have)
        return Promise.resolve(answers.bundle)
      },
      trustSuccessions: () => Promise.resolve(answers.successions),
      trustFile() {
        asked.files++
        return Promise.resolve(answers.file)
      },
      publishKey: () => Promise.resolve(unreachable),
      stationKeys: () => Promise.resolve(unreachable),
      money: createUnreachableMoney(),
      identity: createUnreachableIdentity(),
      carryHead() {},
      headsNamed: () => [],
      isTokenRefused: () => false,
      isHeadJudged: () => true,
      suspect: () => undefined,
      verifyTimesWith() {},
      clockOffset: () => undefined,
      line: () => ({ state, since: 0 }),
      onLine: listeners.add,
      close() {},
    },
  }
}
