import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { signTime } from '../../sandbox/trust/bundle.ts'
import { createKeyPair } from '../../sandbox/trust/eid.ts'
import {
  createManualClock,
  createSampleGateway,
  createSampleTrust,
  SAMPLE_NOW,
  settle,
  type SampleBundle,
} from '../../sandbox/trust/trust.fixture.ts'
import { openTrust, type Trust, type TrustDeps } from './index.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
const STATION = 'S-1'
const dead = new Uint8Array(16).fill(9)
const live = new Uint8Array(16).fill(8)
const folders: string[] = []
const opened: Trust[] = []
const log = { info() {}, warn() {} }

afterEach(() => {
  for (const trust of opened.splice(0)) trust.close()
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'balcao-trust-'))
  folders.push(folder)
  return join(folder, 'trust')
}

/** A station with its folder, its clock and a gateway whose answers the test sets. */
function bench(folder = newFolder()) {
  const sample = createSampleTrust()
  const time = createManualClock()
  const line = createSampleGateway()
  function open(changes: Partial<TrustDeps> = {}): Trust {
    const outcome = openTrust({
      folder,
      gateway: line.gateway,
      clock: time.clock,
      random: { bytes: (length) => new Uint8Array(length) },
      log,
      enrolment: { stationId: STATION, key: sample.stationKey, root: sample.rootRaw },
      mode: 'training',
      ...changes,
    })
    if (!outcome.ok) throw new Error(outcome.refusal.code)
    opened.push(outcome.trust)
    return outcome.trust
  }
  const offer = (made: SampleBundle) => {
    line.offer(sample.seal(made), made.filter)
  }
  return { folder, sample, time, line, open, offer }
}

const versionOf = (trust: Trust) => trust.status().version
const reasonOf = (trust: Trust) => trust.status().alert?.params?.['reason']

/** A station that holds version 5, with one dead binding. */
async function withFive() {
  const at = bench()
  at.offer(at.sample.bundle(5, { dead: [dead] }))
  const trust = at.open()
  await settle()
  expect(trust.status()).toMatchObject({ state: 'current', version: 5 })
  expect(trust.status().alert).toBeUndefined()
  return { ...at, trust }
}

describe('openTrust', () => {
  it('has a bundle in force when the gateway offers a good one at start', async () => {
    const { trust } = await withFive()
    const outcome = trust.bundle(SAMPLE_NOW)
    expect(outcome).toMatchObject({
      ok: true,
      bundle: {
        version: 5,
        issuedAt: SAMPLE_NOW - HOUR,
        authorisations: { 'identity-check': ['idNumber', 'nameChinese'] },
        wallets: [{ id: 'sample' }],
      },
    })
    if (outcome.ok) {
      expect(outcome.bundle.issuerKeys[0]?.key.asymmetricKeyType).toBe('ec')
      expect(outcome.bundle.readingKeys[0]).toEqual({
        kid: new Uint8Array(8).fill(2),
        key: new Uint8Array(32).fill(3),
        from: SAMPLE_NOW - HOUR,
        until: SAMPLE_NOW + HOUR,
      })
      expect(Object.keys(outcome.bundle.authorisations)).toEqual(['identity-check'])
    }
    expect([trust.isRevoked(dead), trust.isRevoked(live)]).toEqual([true, false])
  })

  it("reads what an older bundle doesn't have: caps, maintenance, the season, retention", async () => {
    const at = bench()
    const season = { year: 2026, from: '2026-01-01', until: '2026-03-31' }
    const retention = { 'payment-intended': 157_680_000_000, '*': 86_400_000 }
    const wallet = {
      id: 'capped',
      name: 'Capped',
      prefixes: ['9900'],
      capAvos: 2_000_000,
      maintenance: [{ from: '23:30', until: '00:15' }],
    }
    at.offer(
      at.sample.bundle(1, {
        changes: { season, retention, wallets: [wallet, { id: 'plain', name: 'Plain', prefixes: [] }] },
      }),
    )
    const trust = at.open()
    await settle()
    expect(trust.bundle(SAMPLE_NOW)).toMatchObject({
      ok: true,
      bundle: { season, retention, wallets: [wallet, { id: 'plain' }] },
    })
    const older = (await withFive()).trust.bundle(SAMPLE_NOW)
    if (!older.ok) throw new Error(older.refusal.code)
    expect([older.bundle.season, older.bundle.retention, older.bundle.wallets[0]?.capAvos]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('refuses with trust-missing when there is nothing yet', () => {
    const trust = bench().open({ gateway: null })
    expect(trust.bundle(SAMPLE_NOW)).toEqual({ ok: false, refusal: { code: 'trust-missing' } })
    expect(trust.status()).toEqual({ state: 'missing' })
    expect(trust.isRevoked(dead)).toBe(false)
  })

  it('opens the same bundle again when it starts without a gateway', async () => {
    const { open, trust } = await withFive()
    trust.close()
    const again = open({ gateway: null })
    expect(again.status()).toEqual({
      state: 'current',
      version: 5,
      issuedAt: SAMPLE_NOW - HOUR,
      expiresAt: SAMPLE_NOW + 72 * HOUR,
    })
    expect(again.isRevoked(dead)).toBe(true)
  })

  it('keeps no reading key readable on the disk when a bundle is in force', async () => {
    const { folder } = await withFive()
    const everything = fs.readdirSync(folder).map((name) => fs.readFileSync(join(folder, name)))
    expect(everything.length).toBeGreaterThan(2)
    expect(everything.some((file) => file.includes(Buffer.alloc(32, 3)))).toBe(false)
    expect(fs.readdirSync(folder).every((name) => (fs.statSync(join(folder, name)).mode & 0o077) === 0)).toBe(true)
  })

  it('refuses with trust-expired and tells its listeners when the time is over', async () => {
    const { trust, time, line } = await withFive()
    line.answers.bundle = { ok: true, bundle: null }
    const heard: string[] = []
    trust.onChange(() => {
      heard.push(trust.status().state)
    })
    expect(trust.bundle(SAMPLE_NOW + 72 * HOUR).ok).toBe(true)
    expect(trust.bundle(SAMPLE_NOW + 72 * HOUR + 1)).toEqual({ ok: false, refusal: { code: 'trust-expired' } })
    await time.pass(73 * HOUR)
    expect(heard).toEqual(['expired'])
    expect(trust.status()).toMatchObject({ state: 'expired', version: 5 })
  })

  it.each<[string, string, (at: ReturnType<typeof bench>) => void]>([
    [
      'root',
      'is signed by another root',
      ({ offer, sample }) => {
        offer(sample.bundle(6, { by: createKeyPair('EdDSA').privateKey }))
      },
    ],
    [
      'version',
      'is older',
      ({ offer, sample }) => {
        offer(sample.bundle(4))
      },
    ],
    [
      'version',
      'is another one of the same version',
      ({ offer, sample }) => {
        offer(sample.bundle(5, { changes: { wallets: [] } }))
      },
    ],
    [
      'mode',
      "is a production station's",
      ({ offer, sample }) => {
        offer(sample.bundle(6, { changes: { training: false } }))
      },
    ],
    [
      'other-station',
      'is encrypted to another station',
      ({ line, sample }) => {
        const made = sample.bundle(6)
        line.offer(sample.seal(made, generateKeyPairSync('x25519').publicKey), made.filter)
      },
    ],
    [
      'filter',
      'comes with another filter',
      ({ line, sample }) => {
        line.offer(sample.seal(sample.bundle(6)), sample.bundle(7).filter)
      },
    ],
    [
      'filter',
      'comes with a truncated filter',
      ({ line, sample }) => {
        const made = sample.bundle(6)
        line.offer(sample.seal(made), made.filter.subarray(0, -1))
      },
    ],
    [
      'filter',
      'names a filter of another size',
      ({ offer, sample }) => {
        const { sha256, filter } = sample.bundle(6)
        offer({
          ...sample.bundle(6, { changes: { revokedBindings: { version: 6, size: filter.length + 1, sha256 } } }),
          filter,
        })
      },
    ],
    [
      'filter',
      'names a file that is no filter',
      ({ line, sample }) => {
        const made = sample.bundle(6)
        const noFilter = made.filter.map((byte, index) => (index === 0 ? 0 : byte))
        const sha256 = new Uint8Array(createHash('sha256').update(noFilter).digest())
        line.offer(
          sample.seal(
            sample.bundle(6, { changes: { revokedBindings: { version: 6, size: noFilter.length, sha256 } } }),
          ),
          noFilter,
        )
      },
    ],
    [
      'form',
      'has a version that is no integer',
      ({ offer, sample }) => {
        offer(sample.bundle(6, { changes: { version: 6.5 } }))
      },
    ],
    [
      'form',
      'has a negative version',
      ({ offer, sample }) => {
        offer(sample.bundle(6, { changes: { version: -6 } }))
      },
    ],
    [
      'form',
      'has a version in words',
      ({ offer, sample }) => {
        offer(sample.bundle(6, { changes: { version: '6' } }))
      },
    ],
    [
      'form',
      'lacks its mode',
      ({ offer, sample }) => {
        offer(sample.bundle(6, { changes: { training: null } }))
      },
    ],
    [
      'form',
      'has a reading key that is too short',
      ({ offer, sample }) => {
        offer(sample.bundle(6, { changes: { readingKeys: [{ kid: new Uint8Array(8), key: new Uint8Array(31) }] } }))
      },
    ],
    [
      'form',
      'has an issuer key that is no point of its curve',
      ({ offer, sample }) => {
        const key = new Map<number, unknown>([
          [1, 2],
          [-1, 1],
          [-2, new Uint8Array(32).fill(5)],
          [-3, new Uint8Array(32).fill(6)],
        ])
        offer(sample.bundle(6, { changes: { issuerKeys: [{ kid: new Uint8Array(8), key }] } }))
      },
    ],
    [
      'form',
      'has a key of ID cards whose id is too short',
      ({ offer, sample }) => {
        const key = sample.timeKeys[0]?.key
        offer(sample.bundle(6, { changes: { documentKeys: [{ kid: new Uint8Array(7), key }] } }))
      },
    ],
    [
      'form',
      'expires before it is issued',
      ({ offer, sample }) => {
        offer(sample.bundle(6, { changes: { issuedAt: SAMPLE_NOW + 99 * HOUR } }))
      },
    ],
    [
      'form',
      'has a season that ends before it begins',
      ({ offer, sample }) => {
        offer(sample.bundle(6, { changes: { season: { year: 2026, from: '2026-03-31', until: '2026-01-01' } } }))
      },
    ],
    [
      'form',
      'lets a wallet sleep at no time of day',
      ({ offer, sample }) => {
        offer(
          sample.bundle(6, {
            changes: {
              wallets: [{ id: 'w', name: 'W', prefixes: [], maintenance: [{ from: '25:00', until: '06:00' }] }],
            },
          }),
        )
      },
    ],
    [
      'form',
      'keeps records for less than no time',
      ({ offer, sample }) => {
        offer(sample.bundle(6, { changes: { retention: { '*': -1 } } }))
      },
    ],
    [
      'form',
      'is truncated',
      ({ line, sample }) => {
        const made = sample.bundle(6)
        line.offer(sample.seal(made).subarray(0, -1), made.filter)
      },
    ],
    [
      'form',
      'is garbage',
      ({ line }) => {
        line.offer(new Uint8Array([1, 2, 3]), new Uint8Array())
      },
    ],
    [
      'form',
      'is nothing',
      ({ line }) => {
        line.offer(new Uint8Array(), new Uint8Array())
      },
    ],
    [
      'sealed',
      'was changed on the way',
      ({ line, sample }) => {
        const made = sample.bundle(6)
        line.offer(
          sample.seal(made).map((byte, index) => (index === 100 ? byte ^ 1 : byte)),
          made.filter,
        )
      },
    ],
  ])('keeps the last good one and says "%s" when the one offered %s', async (reason, _, attack) => {
    const at = await withFive()
    attack(at)
    const outcome = await at.trust.refresh()
    expect(outcome).toEqual({ ok: false, refusal: { code: 'trust-refused', params: { reason } } })
    expect(at.trust.status()).toMatchObject({
      state: 'current',
      version: 5,
      alert: { code: 'trust-refused', params: { reason } },
    })
    expect(at.trust.isRevoked(dead)).toBe(true)
    at.trust.close()
    expect(versionOf(at.open({ gateway: null }))).toBe(5)
  })

  it('says from when until when the bundle is valid when this clock says that it has expired', async () => {
    const at = await withFive()
    at.offer(at.sample.bundle(6, { changes: { expiresAt: SAMPLE_NOW - 1 } }))
    const alert = {
      code: 'trust-refused',
      params: { reason: 'expired', from: expect.stringMatching(/Z$/), until: new Date(SAMPLE_NOW - 1).toISOString() },
    }
    expect(await at.trust.refresh()).toEqual({ ok: false, refusal: alert })
    expect(at.trust.status()).toMatchObject({ state: 'current', version: 5, alert })
    at.trust.close()
  })

  it('refuses a training bundle when it is a production station', async () => {
    const { offer, sample, open } = bench()
    offer(sample.bundle(1))
    const trust = open({ mode: 'production' })
    await settle()
    expect(trust.status()).toEqual({ state: 'missing', alert: { code: 'trust-refused', params: { reason: 'mode' } } })
  })

  it('takes a production bundle when it is a production station', async () => {
    const { offer, sample, open } = bench()
    offer(sample.bundle(1, { changes: { training: false } }))
    const trust = open({ mode: 'production' })
    await settle()
    expect(versionOf(trust)).toBe(1)
  })

  it('takes a newer bundle after a bad one, with its filter, and clears the alert', async () => {
    const { trust, line, offer, sample, folder } = await withFive()
    line.offer(new Uint8Array(3), new Uint8Array())
    await trust.refresh()
    expect(reasonOf(trust)).toBe('form')
    offer(sample.bundle(6))
    expect(await trust.refresh()).toEqual({ ok: true })
    expect(trust.status()).toMatchObject({ state: 'current', version: 6 })
    expect(trust.status().alert).toBeUndefined()
    expect(trust.isRevoked(dead)).toBe(false)
    expect(fs.readdirSync(folder).filter((name) => name.endsWith('.mef'))).toHaveLength(1)
  })

  it('refuses an older one when the newer one was lost from the disk', async () => {
    const { trust, offer, open, sample, folder } = await withFive()
    trust.close()
    fs.rmSync(join(folder, 'bundle.cose'))
    offer(sample.bundle(4))
    const again = open()
    await settle()
    expect(again.status()).toEqual({
      state: 'missing',
      alert: { code: 'trust-refused', params: { reason: 'version' } },
    })
    offer(sample.bundle(5))
    await again.refresh()
    expect(versionOf(again)).toBe(5)
  })

  it('refuses an older one when somebody put it back on the disk', async () => {
    const { trust, offer, open, sample, folder } = await withFive()
    const old = fs.readFileSync(join(folder, 'bundle.cose'))
    offer(sample.bundle(6))
    await trust.refresh()
    trust.close()
    fs.writeFileSync(join(folder, 'bundle.cose'), old)
    expect(open({ gateway: null }).status()).toEqual({
      state: 'missing',
      alert: { code: 'trust-refused', params: { reason: 'version' } },
    })
  })

  it("doesn't fetch the filter again when it hasn't changed", async () => {
    const { trust, line, sample } = await withFive()
    const { sha256, filter } = sample.bundle(5, { dead: [dead] })
    line.offer(
      sample.seal(sample.bundle(6, { changes: { revokedBindings: { version: 5, size: filter.length, sha256 } } })),
      new Uint8Array(),
    )
    const before = line.asked.files
    expect(await trust.refresh()).toEqual({ ok: true })
    expect(line.asked.files).toBe(before)
    expect(trust.isRevoked(dead)).toBe(true)
  })

  it('changes nothing when the same bundle comes in a new envelope', async () => {
    const { trust, offer, sample } = await withFive()
    const heard: number[] = []
    trust.onChange(() => {
      heard.push(1)
    })
    offer(sample.bundle(5, { dead: [dead] }))
    expect(await trust.refresh()).toEqual({ ok: true })
    expect(heard).toEqual([])
  })

  it.each(['bundle.cose', 'filter'])(
    'starts without trust, says so and recovers when its %s is damaged',
    async (name) => {
      const { trust, open, offer, sample, folder } = await withFive()
      trust.close()
      const file = fs.readdirSync(folder).find((each) => each.startsWith(name)) ?? ''
      fs.truncateSync(join(folder, file), 30)
      const again = open({ gateway: null })
      expect(again.status()).toMatchObject({ state: 'missing', alert: { code: 'trust-refused' } })
      again.close()
      offer(sample.bundle(5, { dead: [dead] }))
      const online = open()
      await settle()
      expect(online.status()).toMatchObject({ state: 'current', version: 5 })
    },
  )

  it('answers with a refusal or a bundle and never throws when the stored files are any bytes', () => {
    const { folder, open } = bench()
    fs.mkdirSync(folder)
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.constantFrom('bundle.cose', 'successions.cbor', 'floor'),
        (noise, name) => {
          fs.writeFileSync(join(folder, name), noise)
          const trust = open({ gateway: null })
          expect(trust.status().state).toBe('missing')
          trust.close()
        },
      ),
      { numRuns: 150 },
    )
  })

  it("reads a time that a key of the bundle in force signed, even after the bundle's end", async () => {
    const { sample, time, trust, offer } = await withFive()
    const nonce = new Uint8Array(16).fill(3)
    const said = { station: STATION, nonce, now: SAMPLE_NOW + 1 }
    const signed = signTime(sample.timeKey, said)
    // A bundle from before names no time key.
    expect(trust.readTime(signed, nonce)).toBeUndefined()
    offer(sample.bundle(6, { changes: { timeKeys: sample.timeKeys } }))
    await trust.refresh()
    expect(trust.readTime(signed, nonce)).toBe(SAMPLE_NOW + 1)
    expect(trust.readTime(signed, new Uint8Array(16))).toBeUndefined()
    expect(trust.readTime(signTime(sample.timeKey, { ...said, station: 'S-2' }), nonce)).toBeUndefined()
    time.setWall(SAMPLE_NOW + 1_000 * HOUR)
    expect(trust.status().state).toBe('expired')
    expect(trust.readTime(signed, nonce)).toBe(SAMPLE_NOW + 1)
    time.setWall(SAMPLE_NOW)
    offer(sample.bundle(7, { changes: { timeKeys: [] } }))
    await trust.refresh()
    expect(trust.readTime(signed, nonce)).toBeUndefined()
  })

  it('has the keys of ID cards when the bundle names them, and none of an older one', async () => {
    const { sample, trust, offer } = await withFive()
    const keys = () => {
      const outcome = trust.bundle(SAMPLE_NOW)
      return outcome.ok && outcome.bundle.documentKeys?.map(({ kid, until }) => [kid[0], until])
    }
    expect(keys()).toBeUndefined()
    const [named] = sample.timeKeys
    offer(sample.bundle(6, { changes: { documentKeys: [{ ...named, kid: new Uint8Array(8).fill(9), until: 7 }] } }))
    await trust.refresh()
    expect(keys()).toEqual([[9, 7]])
  })

  it('says which resident an operator is when the bundle names them, and of nobody in an older one', async () => {
    const { sample, trust, offer } = await withFive()
    const operators = () => {
      const outcome = trust.bundle(SAMPLE_NOW)
      return outcome.ok && outcome.bundle.operators?.map(({ id, subject }) => [id, subject.length])
    }
    expect(operators()).toBeUndefined()
    offer(sample.bundle(6, { changes: { operators: [{ id: 'clerk', subject: new Uint8Array(16), name: 'ignored' }] } }))
    await trust.refresh()
    expect(operators()).toEqual([['clerk', 16]])
  })

  it("refuses with folder-unwritable when the folder can't be made", () => {
    const folder = newFolder()
    fs.writeFileSync(folder, 'a file')
    const { sample, time } = bench()
    const outcome = openTrust({
      folder: join(folder, 'trust'),
      gateway: null,
      clock: time.clock,
      random: { bytes: (length) => new Uint8Array(length) },
      log,
      enrolment: { stationId: STATION, key: sample.stationKey, root: sample.rootRaw },
      mode: 'training',
    })
    expect(outcome).toEqual({ ok: false, refusal: { code: 'folder-unwritable' } })
  })
})

describe('the succession of roots', () => {
  it('takes a bundle of the new root and none of the old one when the old root named it', async () => {
    const { trust, line, offer, sample, open } = await withFive()
    const next = createKeyPair('EdDSA').privateKey
    line.answers.successions = { ok: true, successions: [sample.succession(sample.root, next, SAMPLE_NOW - 1)] }
    offer(sample.bundle(6, { by: next }))
    expect(await trust.refresh()).toEqual({ ok: true })
    expect(versionOf(trust)).toBe(6)
    offer(sample.bundle(7))
    await trust.refresh()
    expect([versionOf(trust), reasonOf(trust)]).toEqual([6, 'root'])
    // The gateway forgets the chain; the station doesn't.
    trust.close()
    line.answers.successions = { ok: true, successions: [] }
    offer(sample.bundle(8, { by: next }))
    const again = open()
    expect(versionOf(again)).toBe(6)
    await settle()
    expect(versionOf(again)).toBe(8)
  })

  it('keeps the bundle in force when a new root is known that has signed none yet', async () => {
    const { trust, line, open, sample } = await withFive()
    const next = createKeyPair('EdDSA').privateKey
    line.answers.successions = { ok: true, successions: [sample.succession(sample.root, next, SAMPLE_NOW - 1)] }
    line.answers.bundle = { ok: true, bundle: null }
    expect(await trust.refresh()).toEqual({ ok: true })
    trust.close()
    expect(versionOf(open({ gateway: null }))).toBe(5)
  })

  it.each<
    [
      string,
      (
        sample: ReturnType<typeof createSampleTrust>,
        next: ReturnType<typeof createKeyPair>['privateKey'],
      ) => Uint8Array[],
    ]
  >([
    ['nobody named it', () => []],
    ['it named itself', (sample, next) => [sample.succession(next, next, SAMPLE_NOW - 1)]],
    [
      'a stranger named it',
      (sample, next) => [sample.succession(createKeyPair('EdDSA').privateKey, next, SAMPLE_NOW - 1)],
    ],
    ["its time hasn't come", (sample, next) => [sample.succession(sample.root, next, SAMPLE_NOW + 1)]],
    [
      'its message was changed',
      (sample, next) => [
        sample.succession(sample.root, next, SAMPLE_NOW - 1).map((byte, index) => (index === 40 ? byte ^ 1 : byte)),
      ],
    ],
    ['its message is garbage', () => [new Uint8Array([0xd2]), new Uint8Array()]],
    [
      'a link is missing',
      (sample, next) => {
        const between = createKeyPair('EdDSA').privateKey
        return [sample.succession(between, next, SAMPLE_NOW - 1)]
      },
    ],
  ])('refuses a bundle of another root when %s', async (_, chain) => {
    const { trust, line, offer, sample } = await withFive()
    const next = createKeyPair('EdDSA').privateKey
    line.answers.successions = { ok: true, successions: chain(sample, next) }
    offer(sample.bundle(6, { by: next }))
    await trust.refresh()
    expect([versionOf(trust), reasonOf(trust)]).toEqual([5, 'root'])
  })

  it('follows a chain of several roots', async () => {
    const { trust, line, offer, sample } = await withFive()
    const [first, second] = [createKeyPair('EdDSA').privateKey, createKeyPair('EdDSA').privateKey]
    const chain = [
      sample.succession(sample.root, first, SAMPLE_NOW - 2),
      sample.succession(first, second, SAMPLE_NOW - 1),
    ]
    line.answers.successions = { ok: true, successions: chain }
    offer(sample.bundle(6, { by: second }))
    expect(await trust.refresh()).toEqual({ ok: true })
    expect(versionOf(trust)).toBe(6)
  })

  it('refuses the old root when the new one names it as successor', async () => {
    const { trust, line, offer, sample } = await withFive()
    const next = createKeyPair('EdDSA').privateKey
    const chain = [
      sample.succession(sample.root, next, SAMPLE_NOW - 2),
      sample.succession(next, sample.root, SAMPLE_NOW - 1),
    ]
    line.answers.successions = { ok: true, successions: chain }
    offer(sample.bundle(6))
    await trust.refresh()
    expect([versionOf(trust), reasonOf(trust)]).toEqual([5, 'root'])
  })
})

describe('refreshing', () => {
  it('asks at start and every 15 minutes when all goes well', async () => {
    const { line, time } = await withFive()
    line.answers.bundle = { ok: true, bundle: null }
    expect(line.asked.bundle).toEqual([0])
    await time.pass(15 * MINUTE - 1)
    expect(line.asked.bundle).toEqual([0])
    await time.pass(1)
    await time.pass(15 * MINUTE)
    expect(line.asked.bundle).toEqual([0, 5, 5])
  })

  it('recovers by itself without an alert when the gateway is down at start', async () => {
    const { line, open, offer, sample } = bench()
    line.down()
    const trust = open()
    await settle()
    expect(trust.status()).toEqual({ state: 'missing' })
    offer(sample.bundle(1))
    line.lineUp()
    await settle()
    expect(trust.status()).toMatchObject({ state: 'current', version: 1 })
  })

  it("logs a gateway that isn't reached, but not while the line is still starting", async () => {
    const { line, open, offer, sample } = bench()
    const warned: string[] = []
    line.early()
    const trust = open({ log: { info() {}, warn: (_facts: object, message: string) => void warned.push(message) } })
    await settle()
    expect(warned).toEqual([])
    line.down()
    await trust.refresh()
    expect(warned).toEqual(['trust not refreshed'])
    offer(sample.bundle(1))
    line.lineUp()
    await settle()
    expect(trust.status()).toMatchObject({ state: 'current', version: 1 })
  })

  it('asks again at growing intervals while it fails', async () => {
    const { line, open, time } = bench()
    line.answers.bundle = { ok: false, refusal: { code: 'gateway-refused' } }
    const trust = open()
    await time.pass(HOUR)
    // 24 s, then doubling to 12 minutes (with the least chance that the random bytes give).
    expect(line.asked.bundle.length).toBe(9)
    expect(trust.status().alert).toEqual({ code: 'gateway-refused' })
  })

  it('leaves no timer behind when it is closed', async () => {
    const { trust, time } = await withFive()
    trust.close()
    expect(time.timers()).toBe(0)
  })

  it('asks once when it is told to refresh twice at the same time', async () => {
    const { trust, line } = await withFive()
    await Promise.all([trust.refresh(), trust.refresh()])
    expect(line.asked.bundle).toEqual([0, 5])
  })
})

describe('a power cut', () => {
  /** A disk that fails for good at its nth step, as one does when the power goes. */
  function cutAt(step: number) {
    let steps = 0
    const cut =
      <A extends unknown[], R>(work: (...args: A) => R) =>
      (...args: A): R => {
        if (++steps > step) throw Object.assign(new Error('power cut'), { code: 'EIO' })
        return work(...args)
      }
    const disk = {
      ...fs,
      openSync: cut(fs.openSync),
      fsyncSync: cut(fs.fsyncSync),
      closeSync: fs.closeSync,
      renameSync: cut(fs.renameSync),
      unlinkSync: cut(fs.unlinkSync),
      // Half of it arrives.
      writeSync: cut((handle: number, content: Uint8Array, at: number) => {
        fs.writeSync(handle, content, at, Math.ceil((content.length - at) / 2))
        return Math.ceil((content.length - at) / 2)
      }),
    }
    return { disk, steps: () => steps }
  }

  it('leaves the old bundle or the new one, each with its filter, when it comes at any step of a swap', async () => {
    const seen = new Set<number>()
    for (let step = 0; ; step++) {
      const { trust, open, offer, sample } = await withFive()
      trust.close()
      const newDead = new Uint8Array(16).fill(7)
      offer(sample.bundle(6, { dead: [newDead] }))
      const { disk, steps } = cutAt(step)
      const cutOff = open({ disk: disk as unknown as typeof fs })
      await settle()
      cutOff.close()
      const after = open({ gateway: null })
      const version = versionOf(after) ?? 0
      expect(after.status()).toMatchObject({ state: 'current' })
      expect([5, 6]).toContain(version)
      expect([after.isRevoked(dead), after.isRevoked(newDead)]).toEqual([version === 5, version === 6])
      seen.add(version)
      after.close()
      const online = open()
      await settle()
      expect(versionOf(online)).toBe(6)
      online.close()
      if (steps() <= step) break
    }
    expect([...seen]).toEqual([5, 6])
  })
})
