import { z } from 'zod'

/**
 * For which service and purpose identity data are read (Law 8/2005). Every question about a person names one, and an act
 * the one of its kind: the gateway answers another with 400.
 */

/** The reading of each kind of act, and of the look-ups that come before it. */
export const READING_OF_ACT = {
  bind: { service: 'eid-binding', purpose: 'bind' },
  freeze: { service: 'phone-reset', purpose: 'reset' },
  'end-freeze': { service: 'phone-reset', purpose: 'reset' },
  'lift-freeze': { service: 'phone-reset', purpose: 'lift-freeze' },
  'security-code': { service: 'security-code', purpose: 'security-code' },
  'activation-code': { service: 'entity-desk', purpose: 'activation-code' },
  'restore-administrator': { service: 'entity-desk', purpose: 'restore-administrator' },
  'enable-face': { service: 'entity-desk', purpose: 'enable-face' },
  'lodge-application': { service: 'entity-desk', purpose: 'lodge-application' },
} as const
type ReadingOfAct = typeof READING_OF_ACT
/** The kinds of act that the gateway does. */
export type GatewayActKind = keyof ReadingOfAct

/** The reading with which an entity desk looks an entity up before it is known what is to be done. */
export const READING_OF_LOOK_UP = { service: 'entity-desk', purpose: 'look-up' } as const

const READINGS = [...Object.values(READING_OF_ACT), READING_OF_LOOK_UP]

const isSame = (one: { service: string; purpose: string }, other: { service: string; purpose: string }) =>
  one.service === other.service && one.purpose === other.purpose

/** Whether a reading is the one of this kind of act. */
export const isReadingOf = (kind: GatewayActKind, reading: { service: string; purpose: string }): boolean =>
  isSame(READING_OF_ACT[kind], reading)

/** A service and a purpose of it. */
export const reading = z
  .object({
    service: z.enum(['eid-binding', 'phone-reset', 'security-code', 'entity-desk']),
    purpose: z.enum([
      'bind',
      'reset',
      'lift-freeze',
      'security-code',
      'look-up',
      'activation-code',
      'restore-administrator',
      'enable-face',
      'lodge-application',
    ]),
  })
  .refine((given) => READINGS.some((known) => isSame(known, given)), {
    error: 'This service reads nothing for this purpose',
  })

/** The reading of one kind of act alone. */
export const readingOf = <Kind extends GatewayActKind>(kind: Kind) =>
  z.object({
    service: z.literal<ReadingOfAct[Kind]['service']>(READING_OF_ACT[kind].service),
    purpose: z.literal<ReadingOfAct[Kind]['purpose']>(READING_OF_ACT[kind].purpose),
  })

/** A reading at the entity desk, whatever its purpose. */
export const deskReading = z.object({
  service: z.literal('entity-desk'),
  purpose: z.enum(['look-up', 'activation-code', 'restore-administrator', 'enable-face', 'lodge-application']),
})
