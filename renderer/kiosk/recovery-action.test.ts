import { describe, expect, it } from 'vitest'
import { recoveryActionFor } from './recovery-action.ts'

describe('the recovery action after a refused payment', () => {
  it("is another tender when this one declined, and nothing when that wouldn't help", () => {
    for (const code of [
      'insufficient-funds',
      'tender-limit',
      'wallet-maintenance',
      'tender-timeout',
      'wallet-code-missing',
    ] as const)
      expect(recoveryActionFor(code), code).toBe('other')
    for (const code of [
      'bill-paid',
      'bill-pending',
      'bill-barred',
      'bill-overdue',
      'bill-unknown',
      'amount-invalid',
      'payment-unknown',
    ] as const)
      expect(recoveryActionFor(code), code).toBe('look')
    for (const code of ['settling', 'gateway-unreachable', 'disk-full', 'payment-under-way'] as const)
      expect(recoveryActionFor(code), code).toBe('again')
    expect(recoveryActionFor('too-many-vehicles')).toBe('choose')
  })
})
