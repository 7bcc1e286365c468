import { generateKeyPairSync, sign } from 'node:crypto'
import type { Signer } from '../journal/index.ts'
import type { PendingFacts, ReceiptFacts, ReceiptItem } from './facts.ts'

/** A station's key, for tests. */
export function sampleSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
  return { kid: () => raw.slice(0, 8), publicKey: () => raw, sign: (message) => sign(null, message, privateKey) }
}

export const CAR: ReceiptItem = {
  agency: 'DSAT',
  kind: 'tax',
  subject: 'MT-00-01',
  amountAvos: 85_000,
  season: 2026,
  inspectionBy: '2026-08-31',
}
export const FINE: ReceiptItem = { agency: 'PSP', kind: 'fine', subject: 'PN-2026-000017', amountAvos: 60_000 }

/** Ten cars with an unpaid fine of one of them. */
export const FLEET: readonly ReceiptItem[] = [
  FINE,
  ...Array.from({ length: 10 }, (_, index) => ({ ...CAR, subject: `MT-00-${String(index + 10)}` })),
]

const common = {
  transaction: '019cad3f-6f00-7abc-8def-0123456789ab',
  at: Date.UTC(2026, 2, 2, 6, 5, 9),
  station: { id: 'kiosk-07', site: '政府綜合服務大樓 Edifício de Serviços' },
  training: false,
  tender: 'wallet-scan',
  items: [CAR],
  totalAvos: 85_000,
  secondLanguage: 'en',
} as const

/** One car paid by wallet, with what the test says otherwise; the total is the items' sum. */
export function sampleReceipt(other: Partial<ReceiptFacts> = {}): ReceiptFacts {
  return {
    ...common,
    number: 'kiosk-07-1234',
    position: { seq: 1_234, hash: new Uint8Array(32).fill(0xa5) },
    reprint: false,
    totalAvos: totalOf(other.items),
    ...providerOf(other.tender),
    ...other,
  }
}

/** A slip for the same car, whose wallet hasn't answered. */
export function sampleSlip(other: Partial<PendingFacts> = {}): PendingFacts {
  return {
    ...common,
    outcome: 'unknown',
    expiresAt: Date.UTC(2026, 3, 1, 6, 5, 9),
    totalAvos: totalOf(other.items),
    ...providerOf(other.tender),
    ...other,
  }
}

function totalOf(items: readonly ReceiptItem[] = common.items): number {
  return items.reduce((sum, { amountAvos }) => sum + amountAvos, 0)
}

const providerOf = (tender: ReceiptFacts['tender'] | undefined) => (tender === 'cash' ? {} : { provider: 'MPay' })
