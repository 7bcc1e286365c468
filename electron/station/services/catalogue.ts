import type { Face, FieldName, Service, ServiceId } from '../../contract/index.ts'

/**
 * A service with its department and the faces that offer it. Its words are in the messages; DSI approves its fields.
 */
interface Declaration {
  id: ServiceId
  department: Service['department']
  faces: readonly Face[]
}

/** The services that read an eID, in the order in which a face shows them. */
const CATALOGUE: readonly Declaration[] = [
  { id: 'identity-check', department: 'DSI', faces: ['counter'] },
  { id: 'vehicle-holder', department: 'DSAT', faces: ['counter'] },
  { id: 'age-proof', department: 'SAFP', faces: ['counter'] },
  { id: 'vehicle-tax', department: 'DSAT', faces: ['kiosk', 'counter'] },
  { id: 'my-eid', department: 'DSI', faces: ['kiosk'] },
]

/** The service for which an eID is read where nobody has chosen one: a kiosk shows holders their own eID. */
const DEFAULTS: Readonly<Partial<Record<Face, ServiceId>>> = { kiosk: 'my-eid' }

/** The fields that DSI approved for this station, per service (codes.md, section 4). */
export type Authorisations = Readonly<Partial<Record<ServiceId, readonly FieldName[]>>>

/** The services that a face offers and this station is authorised for, in display order. */
export function servicesFor(face: Face, authorisations: Authorisations): Service[] {
  return CATALOGUE.filter(({ id, faces }) => faces.includes(face) && authorisations[id] !== undefined).map(
    ({ id, department }) => ({ id, department, fields: [...(authorisations[id] ?? [])] }),
  )
}

/** The service of a scan: the chosen one, else the face's default; undefined where a person has to choose. */
export function serviceAtHand(face: Face, chosen: ServiceId | undefined): ServiceId | undefined {
  return chosen ?? DEFAULTS[face]
}

/** Whether a face offers the service at all. */
export function isOffered(face: Face, id: ServiceId): boolean {
  return CATALOGUE.some((service) => service.id === id && service.faces.includes(face))
}
