import { describe, expect, it } from 'vitest'
import type { TenderOffer } from '../../electron/contract/index.ts'
import { unavailableWallets, whyUnavailable } from './offer-words.ts'

const t = (key: string, values?: Record<string, unknown>): string =>
  [key, ...Object.values(values ?? {}).map(String)].join(' ')
// 18:30 and 20:00 in Macao.
const [early, late] = ['2026-03-24T10:30:00.000Z', '2026-03-24T12:00:00.000Z']
const pay = { id: 'pay', name: 'Pay', available: false, awakeAt: late }
const small = { id: 'small', name: 'Small', available: false, capAvos: 50_000 }
const good = { id: 'good', name: 'Good', available: true }

describe('the words of a tender', () => {
  it.each<[TenderOffer, string | undefined, string[]]>([
    [{ tender: 'card', available: true }, undefined, []],
    [{ tender: 'card', available: false, reason: 'device-lost' }, 'tenderReasons.device-lost', []],
    [
      { tender: 'wallet-scan', available: false, reason: 'maintenance', wallets: [pay, { ...pay, awakeAt: early }] },
      'tenderReasons.maintenanceUntil 18:30',
      [],
    ],
    [{ tender: 'wallet-scan', available: false, reason: 'maintenance', wallets: [] }, 'tenderReasons.maintenance', []],
    [
      { tender: 'wallet-show', available: true, wallets: [good, pay, small] },
      undefined,
      [
        'tenderReasons.wallet Pay tenderReasons.maintenanceUntil 20:00',
        'tenderReasons.wallet Small tenderReasons.aboveCap MOP 500.00',
      ],
    ],
  ])("say why it or some of its wallets can't be used", (offer, why, wallets) => {
    expect([whyUnavailable(offer, t), unavailableWallets(offer, t)]).toEqual([why, wallets])
  })
})
