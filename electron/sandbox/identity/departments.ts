import { z } from 'zod'
import { ENTITY_ACT_KINDS } from '../../gateway/entity-contract.ts'

/** A kind of act on entity accounts. */
export type EntityActKind = (typeof ENTITY_ACT_KINDS)[number]

/** The departments to which a training's stations can belong. */
export const department = z.enum(['SAFP', 'DSI', 'DSAT'])
export type Department = z.infer<typeof department>
/** The department of stations that nobody put elsewhere. */
export const FIRST_DEPARTMENT: Department = 'DSI'

/**
 * Which acts on entity accounts the stations of a department may ask for. FICTITIOUS but for one: an administrator's
 * right is restored by SAFP alone. Acts by ID card on eIDs are open to every department.
 */
export const ENTITY_ACTS_OF: Readonly<Record<Department, readonly EntityActKind[]>> = {
  SAFP: ENTITY_ACT_KINDS,
  DSI: ['security-code', 'enable-face'],
  DSAT: [],
}
