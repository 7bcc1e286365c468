import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import { createIssuer, createKeyPair, createReadingKey, issueCredential, present } from '../../sandbox/trust/eid.ts'
import { createIdentity } from './identify.ts'

const NOW = Date.UTC(2026, 10, 21, 8, 0, 0)
const BUNDLE_TIME = NOW - 600_000
const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }
const issuer = createIssuer()
const readingKey = createReadingKey(random)
const phone = createKeyPair()
const bindingId = random.bytes(16)
const holder = {
  idNumber: '99000001',
  nameChinese: '測試一',
  nameForeign: 'TESTE UM',
  birthDate: '1988-02-29',
  kind: 'P',
  cardValidUntil: '2031-05-06',
  guardianBound: false,
} as const
const credential = issueCredential(
  { issuer, readingKey, random },
  { subject: random.bytes(16), bindingId, holder, phoneKey: phone.publicKey, issuedAt: NOW },
)
const code = () => present({ credential, phone, random }, { at: NOW })

type Answer = Outcome<{ status: 'live' | 'dead' | 'seen-elsewhere' }>
const live: Answer = { ok: true, status: 'live' }

/** The identity room of a station, with everything around it under the test's control. */
function counter(
  answers: () => Promise<Answer>,
  { inFilter = false, trusted = true, seen }: { inFilter?: boolean; trusted?: boolean; seen?: () => boolean } = {},
) {
  const asked: { bindingId: Uint8Array; cti: Uint8Array }[] = []
  const memory = new Set<string>()
  let now = NOW
  let timers: { at: number; then: () => void }[] = []
  const clock = {
    now: () => now,
    monotonic: () => now,
    after(ms: number, then: () => void) {
      const timer = { at: now + ms, then }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  const bundle = {
    issuedAt: BUNDLE_TIME,
    issuerKeys: [{ kid: issuer.kid, key: issuer.publicKey }],
    readingKeys: [readingKey],
  }
  const identity = createIdentity({
    trust: { bundle: () => (trusted ? { ok: true, bundle } : refuse('trust-expired')), isRevoked: () => inFilter },
    gateway: {
      checkPresentation: (question) => {
        asked.push(question)
        return answers()
      },
    },
    clock,
    replay: {
      seen(cti) {
        if (seen) return seen()
        const name = createHash('sha256').update(cti).digest('hex')
        return memory.has(name) || !memory.add(name)
      },
    },
  })
  const pass = (ms: number) => {
    now += ms
    for (const timer of timers.filter(({ at }) => at <= now)) timer.then()
  }
  return { identity, asked, pass, remembered: memory, timers: () => timers.length }
}

const verdict = async (result: ReturnType<ReturnType<typeof counter>['identity']['identify']>) => {
  const answer = await result
  return answer.ok ? answer.assurance : answer.refusal.code
}

describe('identify', () => {
  it('is sure online when the gateway says live', async () => {
    const { identity, asked, timers } = counter(() => Promise.resolve(live))
    const result = await identity.identify(code())
    expect(result).toMatchObject({
      ok: true,
      presentation: { identity: holder, bindingId },
      assurance: { level: 'online', at: NOW },
    })
    expect(asked).toEqual([{ bindingId, cti: result.ok ? result.presentation.cti : undefined }])
    expect(timers()).toBe(0)
  })

  it('asks the gateway as soon as the code is verified, and only then', async () => {
    const { identity, asked } = counter(() => Promise.resolve(live))
    void identity.identify(code())
    expect(asked.length).toBe(1)
    expect(await verdict(identity.identify('ME1:'))).toBe('malformed')
    expect(await verdict(identity.identify(present({ credential, phone, random }, { at: NOW - 120_000 })))).toBe(
      'expired',
    )
    expect(asked.length).toBe(1)
  })

  it.each([
    ['dead', 'revoked'],
    ['seen-elsewhere', 'replayed'],
  ] as const)('refuses when the gateway says %s', async (status, refused) => {
    for (const inFilter of [false, true]) {
      expect(
        await verdict(counter(() => Promise.resolve({ ok: true, status }), { inFilter }).identity.identify(code())),
      ).toBe(refused)
    }
  })

  it('accepts a binding that the filter has when the gateway says live', async () => {
    expect(await verdict(counter(() => Promise.resolve(live), { inFilter: true }).identity.identify(code()))).toEqual({
      level: 'online',
      at: NOW,
    })
  })

  it.each([
    ['refuses to answer', () => Promise.resolve<Answer>(refuse('gateway-unreachable'))],
    ['rejects', () => Promise.reject<Answer>(new Error('broken'))],
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
  ])('lets the bundle decide when the gateway %s', async (_name, answers) => {
    const sure = { level: 'bundle', at: NOW, bundleIssuedAt: BUNDLE_TIME }
    expect(await verdict(counter(answers).identity.identify(code()))).toEqual(sure)
    expect(await counter(answers, { inFilter: true }).identity.identify(code())).toEqual(
      refuse('revoked', { at: new Date(NOW).toISOString(), bundleIssuedAt: new Date(BUNDLE_TIME).toISOString() }),
    )
  })

  it('waits for the gateway no longer than 1.5 s when it hangs', async () => {
    const { identity, pass } = counter(() => new Promise<Answer>(() => undefined))
    let settled = false
    const result = identity.identify(code()).finally(() => {
      settled = true
    })
    pass(1_499)
    await new Promise(setImmediate)
    expect(settled).toBe(false)
    pass(1)
    expect(await result).toMatchObject({
      ok: true,
      assurance: { level: 'bundle', at: NOW + 1_500, bundleIssuedAt: BUNDLE_TIME },
    })
  })

  it('ignores an answer that comes after the deadline', async () => {
    let late: (answer: Answer) => void = () => undefined
    const { identity, pass } = counter(
      () =>
        new Promise<Answer>((resolve) => {
          late = resolve
        }),
    )
    const result = identity.identify(code())
    pass(1_500)
    late({ ok: true, status: 'dead' })
    expect(await verdict(result)).toMatchObject({ level: 'bundle' })
  })

  it('takes a code once when it is scanned twice at the same moment', async () => {
    const { identity } = counter(() => Promise.resolve(live))
    const text = code()
    expect(await Promise.all([verdict(identity.identify(text)), verdict(identity.identify(text))])).toEqual([
      { level: 'online', at: NOW },
      'replayed',
    ])
  })

  it('refuses when there is no trust', async () => {
    const { identity, asked } = counter(() => Promise.resolve(live), { trusted: false })
    expect(await verdict(identity.identify(code()))).toBe('trust-expired')
    expect(asked).toEqual([])
  })

  it('rejects when the replay memory is broken', async () => {
    const { identity, asked } = counter(() => Promise.resolve(live), {
      seen: () => {
        throw new Error('disk full')
      },
    })
    await expect(identity.identify(code())).rejects.toThrow('disk full')
    expect(asked).toEqual([])
  })
})

describe('examine', () => {
  it('answers with times alone, without remembering the code or asking the gateway', () => {
    const { identity, asked, remembered } = counter(() => Promise.resolve(live))
    const text = code()
    for (let again = 0; again < 2; again++) {
      expect(identity.examine(text, NOW + 1)).toEqual({
        ok: true,
        issuedAt: NOW,
        expiresAt: NOW + 60_000,
        bundleIssuedAt: BUNDLE_TIME,
      })
    }
    expect(identity.examine(text, NOW + 80_000)).toMatchObject({ refusal: { code: 'expired' } })
    expect(identity.examine('ME1:', NOW)).toMatchObject({ refusal: { code: 'malformed' } })
    expect([asked.length, remembered.size]).toEqual([0, 0])
  })

  it('refuses when the filter has the binding or the trust bundle has expired', () => {
    expect(counter(() => Promise.resolve(live), { inFilter: true }).identity.examine(code(), NOW)).toMatchObject({
      refusal: { code: 'revoked' },
    })
    expect(counter(() => Promise.resolve(live), { trusted: false }).identity.examine(code(), NOW)).toMatchObject({
      refusal: { code: 'trust-expired' },
    })
  })
})
