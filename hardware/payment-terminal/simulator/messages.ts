import { z } from 'zod'
import { DECLINE_REASONS } from '../port.ts'

/**
 * The messages between the launcher and the terminal's process, over their IPC channel: whoever knows only the TCP
 * address can give no orders.
 */

const LONGEST_MS = 600_000

/**
 * What the customer does with each attempt from now on. `wait`: nothing, until `decide` or the deadline. `afterMs`:
 * they decide so much later. `takes`: the money is taken although the answer says declined or cancelled.
 */
export const behaviour = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('approve'), afterMs: z.int().min(0).max(LONGEST_MS).optional() }),
  z.strictObject({
    do: z.literal('decline'),
    reason: z.enum(DECLINE_REASONS),
    afterMs: z.int().min(0).max(LONGEST_MS).optional(),
    takes: z.boolean().optional(),
  }),
  z.strictObject({
    do: z.literal('cancel'),
    afterMs: z.int().min(0).max(LONGEST_MS).optional(),
    takes: z.boolean().optional(),
  }),
  z.strictObject({ do: z.literal('wait') }),
])
export type Behaviour = z.infer<typeof behaviour>

/**
 * What goes wrong with the next `times` calls of this kind (1 unless given). `hang`: nothing is done or answered.
 * `mute`: done, not answered. `late`: answered after `ms`. `twice`: answered two times. `refuse`: the reversal is
 * refused for good. `drop-before`, `drop-after`: the connection breaks before, or after, it is done. `garbage`: done,
 * and bytes that are no message come back. `other-attempt`: done, and the answer names another attempt; the right
 * answer never comes.
 */
export const fault = z
  .strictObject({
    call: z.enum(['hello', 'pay', 'status', 'reverse']),
    act: z.enum(['hang', 'mute', 'late', 'twice', 'refuse', 'drop-before', 'drop-after', 'garbage', 'other-attempt']),
    ms: z.int().min(0).max(LONGEST_MS).optional(),
    times: z.int().min(1).max(1_000_000).optional(),
  })
  .refine(({ call, act }) => act !== 'refuse' || call === 'reverse')
export type Fault = z.infer<typeof fault>

/**
 * An order to the terminal. `clear` removes all earlier faults before the rest of the order applies. `decide`: what the
 * customer does with an attempt that waits.
 */
export const controlOrder = z.strictObject({
  clear: z.boolean().optional(),
  behave: behaviour.optional(),
  faults: z.array(fault).max(100).optional(),
  decide: z.strictObject({ attempt: z.string(), answer: z.enum(['approve', 'decline', 'cancel']) }).optional(),
})
export type ControlOrder = z.infer<typeof controlOrder>

/**
 * An attempt in the terminal's books. `takenAvos`: all that was ever taken; `givenBackAvos`: how much of it was given
 * back.
 */
const bookedAttempt = z.strictObject({
  attempt: z.string(),
  state: z.enum(['pending', 'approved', 'declined', 'cancelled', 'reversed']),
  takenAvos: z.int(),
  givenBackAvos: z.int(),
})
export type BookedAttempt = z.infer<typeof bookedAttempt>

/** From the launcher to the process. `n` numbers an order; its `done` carries the same number. */
export const toTerminal = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('open'), folder: z.string().min(1), port: z.int().min(0).max(65_535).optional() }),
  z.strictObject({ do: z.literal('control'), n: z.int(), order: controlOrder }),
  z.strictObject({ do: z.literal('books'), n: z.int() }),
])
export type ToTerminal = z.infer<typeof toTerminal>

/**
 * Why a terminal can't be launched: another one holds the folder, the folder can't be written, the disk is full, its
 * books can't be read, or its process doesn't start or doesn't get its port.
 */
export const NOT_LAUNCHED = ['folder-in-use', 'folder-unwritable', 'disk-full', 'data-damaged', 'not-started'] as const
export type NotLaunched = (typeof NOT_LAUNCHED)[number]

/** From the process to the launcher. */
export const fromTerminal = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('ready'), port: z.int() }),
  z.strictObject({ state: z.literal('refused'), code: z.enum(NOT_LAUNCHED) }),
  z.strictObject({ state: z.literal('done'), n: z.int(), attempts: z.array(bookedAttempt).optional() }),
])
export type FromTerminal = z.infer<typeof fromTerminal>
