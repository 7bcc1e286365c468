import { createPrivateKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { defined } from '../../electron/common/defined.ts'
import type { DataGroup } from './port.ts'

/**
 * A virtual card. `kind`: one of this application, one of another, or one that gives no answer to reset. `finger`: the
 * hash of its holder's template (applet.ts). `key`: the private key of active authentication.
 */
export interface VirtualCard {
  readonly kind: 'card' | 'wrong-card' | 'mute-card'
  readonly groups: Readonly<Partial<Record<DataGroup, Uint8Array>>>
  readonly finger?: string
  readonly key?: KeyObject
  /** How many tries a finger has after one that matched. */
  readonly mostTries: number
  /** How many are left; the card itself counts. */
  triesLeft: number
}

/** The data groups in the order of their files. */
export const DATA_GROUPS = ['person', 'portrait', 'key', 'security-object'] as const satisfies readonly DataGroup[]

const MOST_TRIES = 3

/** A virtual card's file: JSON, bytes in base64, the key in PKCS #8 (DER). */
const cardFile = z.strictObject({
  format: z.literal('balcao-virtual-card-1'),
  kind: z.enum(['card', 'wrong-card', 'mute-card']),
  groups: z.partialRecord(z.enum(DATA_GROUPS), z.base64()).default({}),
  finger: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  key: z.base64().optional(),
  triesLeft: z.int().min(0).max(MOST_TRIES).default(MOST_TRIES),
})

/** Makes a virtual card with all its tries. */
export function createVirtualCard(
  parts: Partial<Pick<VirtualCard, 'kind' | 'groups' | 'finger' | 'key' | 'triesLeft'>> = {},
): VirtualCard {
  return { kind: 'card', groups: {}, triesLeft: MOST_TRIES, ...parts, mostTries: MOST_TRIES }
}

/** Reads a virtual card's file. Throws on one that isn't whole, with what is wrong: it is a trainer's or a test's. */
export function parseVirtualCard(text: string): VirtualCard {
  const { kind, groups, finger, key, triesLeft } = cardFile.parse(JSON.parse(text))
  return createVirtualCard({
    kind,
    triesLeft,
    groups: Object.fromEntries(
      Object.entries(groups).map(([group, bytes]) => [group, Uint8Array.from(Buffer.from(bytes, 'base64'))]),
    ),
    ...defined({
      finger,
      key:
        key === undefined
          ? undefined
          : createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' }),
    }),
  })
}

/** A virtual card as its file says it. */
export function writeVirtualCard({ kind, groups, finger, key, triesLeft }: VirtualCard): string {
  const file: z.input<typeof cardFile> = {
    format: 'balcao-virtual-card-1',
    kind,
    groups: Object.fromEntries(
      DATA_GROUPS.flatMap((group) => {
        const bytes = groups[group]
        return bytes ? [[group, Buffer.from(bytes).toString('base64')]] : []
      }),
    ),
    triesLeft,
    ...defined({ finger, key: key?.export({ format: 'der', type: 'pkcs8' }).toString('base64') }),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}
