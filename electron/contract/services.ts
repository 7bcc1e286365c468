import { z } from 'zod'
import { procedure } from './procedure.ts'

/** The identity fields that DSI can approve for a service (codes.md, section 2). */
export const FIELD_NAMES = [
  'idNumber',
  'nameChinese',
  'nameForeign',
  'birthDate',
  'kind',
  'cardValidUntil',
  'guardianBound',
] as const
export const fieldName = z.enum(FIELD_NAMES)
export type FieldName = z.infer<typeof fieldName>

/** The services that read an eID. Messages hold their names and purposes. */
export const SERVICE_IDS = ['identity-check', 'vehicle-holder', 'age-proof', 'vehicle-tax', 'my-eid'] as const
export const serviceId = z.enum(SERVICE_IDS)
export type ServiceId = z.infer<typeof serviceId>

/** What identity data are read for (Law 8/2005): each service names one. Messages and papers have their words. */
export const PURPOSES = [
  'confirm-identity',
  'confirm-vehicle-holder',
  'confirm-age',
  'find-vehicles',
  'show-own-eid',
  'bind',
  'reset',
  'lift-freeze',
] as const
export const purpose = z.enum(PURPOSES)
export type Purpose = z.infer<typeof purpose>

/** The departments that own services. */
export const DEPARTMENTS = ['DSI', 'DSAT', 'SAFP'] as const
export const department = z.enum(DEPARTMENTS)
export type Department = z.infer<typeof department>

/** A service that reads an eID. */
export const service = z.object({
  id: serviceId,
  /** The department that owns the service. */
  department,
  purpose,
  /** The fields that DSI approved for this service at this station; no other field leaves the station. */
  fields: z.array(fieldName),
})
export type Service = z.infer<typeof service>

/** The procedures about the services that read an eID. */
export const services = {
  /** The services of the caller's face that this station is authorised for, in the order to show them. */
  list: procedure({ faces: ['kiosk', 'counter'], roles: ['resident', 'clerk', 'supervisor'], refusals: [] }).output(
    z.array(service),
  ),
}
