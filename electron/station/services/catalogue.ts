import type { Face, FieldName, Service, ServiceId } from '../../contract/index.ts'

/**
 * A service as it is declared: whose it is, and the faces that offer it. Its words are messages; its fields are DSI's
 * to approve.
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

/** What an eID is read for where nobody has chosen: at a kiosk it shows its holder what their eID holds. */
const DEFAULTS: Readonly<Partial<Record<Face, ServiceId>>> = { kiosk: 'my-eid' }

/** The fields that DSI approved for this station, per service (codes.md, section 4). */
export type Authorisations = Readonly<Partial<Record<ServiceId, readonly FieldName[]>>>

/** The services that a face offers and this station is authorised for, in the order to show them. */
export function servicesFor(face: Face, authorisations: Authorisations): Service[] {
  return CATALOGUE.filter(({ id, faces }) => faces.includes(face) && authorisations[id] !== undefined).map(
    ({ id, department }) => ({ id, department, fields: [...(authorisations[id] ?? [])] }),
  )
}

/** The service of a scan: the chosen one, else the face's own; undefined where a person has to choose. */
export function serviceAtHand(face: Face, chosen: ServiceId | undefined): ServiceId | undefined {
  return chosen ?? DEFAULTS[face]
}

/** Whether a face offers the service at all. */
export function isOffered(face: Face, id: ServiceId): boolean {
  return CATALOGUE.some((service) => service.id === id && service.faces.includes(face))
}
