import { defined } from '../../common/defined.ts'
import { macaoTime } from '../../common/macao.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Tender } from '../../../hardware/payment-terminal/port.ts'
import type { TenderKind, TenderOffer } from '../../contract/index.ts'
import type { KeptQuote } from './order.ts'

/**
 * A wallet of the trust bundle. `maintenance`: times of day in Asia/Macau, `HH:MM`; one that ends before it begins goes
 * on into the next day. `capAvos` is in avos.
 */
export interface OfferedWallet {
  id: string
  name: string
  capAvos?: number | undefined
  maintenance?: readonly { from: string; until: string }[] | undefined
}

/** Says which tenders can be used for a quote, before anybody tries one. */
export interface Offers {
  of(place: 'kiosk' | 'counter', quote: Pick<KeptQuote, 'items'>): TenderOffer[]
}

const DAY_MINUTES = 24 * 60

/** Makes the offers of a station; each call looks at the line, the disk, the devices and the wallets anew. */
export function createOffers(deps: {
  clock: Pick<Clock, 'now'>
  tender(kind: TenderKind): Tender | undefined
  isLineUp(): boolean
  isDiskLow(): boolean
  wallets(): readonly OfferedWallet[]
}): Offers {
  const walletOffers = (totalAvos: number) =>
    deps.wallets().map(({ id, name, capAvos, maintenance }) => {
      const awakeAt = awakeAgain(maintenance ?? [], deps.clock.now())
      return {
        id,
        name,
        available: awakeAt === undefined && totalAvos <= (capAvos ?? Infinity),
        ...defined({ capAvos, awakeAt: awakeAt === undefined ? undefined : new Date(awakeAt).toISOString() }),
      }
    })

  function reasonFor(
    kind: TenderKind,
    place: 'kiosk' | 'counter',
    wallets: ReturnType<typeof walletOffers>,
  ): TenderOffer['reason'] {
    const tender = deps.tender(kind)
    if (!tender || (kind === 'cash' && place === 'kiosk')) return 'not-here'
    if (deps.isDiskLow()) return 'disk-low'
    if (!deps.isLineUp()) return 'line-down'
    const { state } = tender.health()
    if (state === 'lost' || state === 'failed') return 'device-lost'
    if (kind !== 'wallet-scan' && kind !== 'wallet-show') return undefined
    if (wallets.length === 0 || wallets.some(({ available }) => available)) return undefined
    return wallets.every(({ awakeAt }) => awakeAt !== undefined) ? 'maintenance' : 'above-cap'
  }

  return {
    of(place, quote) {
      const wallets = walletOffers(quote.items.reduce((sum, { amountAvos }) => sum + amountAvos, 0))
      return ORDER.map((tender) => {
        const reason = reasonFor(tender, place, wallets)
        const isWallet = tender === 'wallet-scan' || tender === 'wallet-show'
        return {
          tender,
          available: reason === undefined,
          ...defined({ reason, wallets: isWallet && reason !== 'not-here' ? wallets : undefined }),
        }
      })
    },
  }
}

const ORDER: readonly TenderKind[] = ['wallet-scan', 'wallet-show', 'card', 'cash']

/** When a wallet's maintenance ends, in milliseconds since 1970; undefined where it is in none. */
function awakeAgain(maintenance: readonly { from: string; until: string }[], now: number): number | undefined {
  const local = macaoTime(now)
  const minute = local.hour * 60 + local.minute
  const ends = maintenance.flatMap(({ from, until }) => {
    const start = minutesOf(from)
    const length = (minutesOf(until) - start + DAY_MINUTES) % DAY_MINUTES
    const into = (minute - start + DAY_MINUTES) % DAY_MINUTES
    return into < length ? [length - into] : []
  })
  if (ends.length === 0) return undefined
  return local.with({ second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 }).add({ minutes: Math.max(...ends) })
    .epochMilliseconds
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
