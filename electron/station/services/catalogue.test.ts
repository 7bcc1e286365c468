import { describe, expect, it } from 'vitest'
import { SERVICE_IDS } from '../../contract/index.ts'
import { isOffered, serviceAtHand, servicesFor } from './catalogue.ts'

describe('the catalogue', () => {
  it('declares every service of the contract, each for one face at least', () => {
    for (const id of SERVICE_IDS)
      expect(
        (['kiosk', 'counter'] as const).some((face) => isOffered(face, id)),
        id,
      ).toBe(true)
  })

  it('shows a face its own services that this station is authorised for, with the approved fields', () => {
    expect(servicesFor('counter', { 'my-eid': ['kind'], 'age-proof': ['birthDate'], 'identity-check': [] })).toEqual([
      { id: 'identity-check', department: 'DSI', purpose: 'confirm-identity', fields: [] },
      { id: 'age-proof', department: 'SAFP', purpose: 'confirm-age', fields: ['birthDate'] },
    ])
    expect(servicesFor('kiosk', {})).toEqual([])
    expect(servicesFor('technician', { 'my-eid': [] })).toEqual([])
  })

  it('selects a service by itself at a kiosk, and none at a counter until one is chosen', () => {
    expect(serviceAtHand('kiosk', undefined)).toBe('my-eid')
    expect(serviceAtHand('counter', undefined)).toBeUndefined()
    expect(serviceAtHand('counter', 'age-proof')).toBe('age-proof')
  })
})
