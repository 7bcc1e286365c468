import { describe, expect, it } from 'vitest'
import { OTHER_WAYS, STEPS } from './next-steps.ts'
import { RESERVE_REFUSALS, TENDER_REFUSALS } from './payments.ts'
import { REFUSAL_POLICY } from './refusal-policy.ts'
import { REFUSAL_CODES } from './refusals.ts'

describe('the policy of a refusal', () => {
  it('gives the person and the clerk a next step, each step once', () => {
    for (const code of REFUSAL_CODES)
      for (const steps of [REFUSAL_POLICY[code].resident, REFUSAL_POLICY[code].clerk]) {
        expect(steps.length, code).toBeGreaterThan(0)
        expect(new Set(steps).size, code).toBe(steps.length)
      }
  })

  it("names no clerk's step to a resident, nor a resident's to a clerk", () => {
    for (const code of REFUSAL_CODES) {
      expect(REFUSAL_POLICY[code].resident.filter((step) => step.startsWith('clerk-'))).toEqual([])
      expect(REFUSAL_POLICY[code].clerk.filter((step) => !step.startsWith('clerk-'))).toEqual([])
    }
  })

  it('has no step that no refusal has', () => {
    const used = new Set(Object.values(REFUSAL_POLICY).flatMap(({ resident, clerk }) => [...resident, ...clerk]))
    expect(STEPS.filter((step) => !used.has(step))).toEqual([])
    expect([...OTHER_WAYS].filter((step) => !used.has(step))).toEqual([])
  })

  it('offers another way to pay after every refusal of a tender', () => {
    for (const code of TENDER_REFUSALS) expect(REFUSAL_POLICY[code].recovery, code).toBe('other')
  })

  it('looks again at every bill that is refused before money is asked for', () => {
    for (const code of RESERVE_REFUSALS.filter((one) => one.startsWith('bill-')))
      expect(REFUSAL_POLICY[code].recovery, code).toBe('look')
  })

  it('lets nothing be typed again while a lock lasts', () => {
    expect([REFUSAL_POLICY['proof-locked'].retype, REFUSAL_POLICY['proof-wrong'].retype]).toEqual([undefined, 'proof'])
  })
})

describe('the recovery action after a refused payment', () => {
  it("is another tender when this one declined, and nothing when that wouldn't help", () => {
    for (const code of [
      'insufficient-funds',
      'tender-limit',
      'wallet-maintenance',
      'tender-timeout',
      'wallet-code-missing',
    ] as const)
      expect(REFUSAL_POLICY[code].recovery, code).toBe('other')
    for (const code of [
      'bill-paid',
      'bill-pending',
      'bill-barred',
      'bill-overdue',
      'bill-unknown',
      'amount-invalid',
      'payment-unknown',
    ] as const)
      expect(REFUSAL_POLICY[code].recovery, code).toBe('look')
    for (const code of ['settling', 'gateway-unreachable', 'disk-full', 'payment-under-way'] as const)
      expect(REFUSAL_POLICY[code].recovery, code).toBe('again')
    expect(REFUSAL_POLICY['too-many-vehicles'].recovery).toBe('choose')
  })
})
