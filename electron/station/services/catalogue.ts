import {
  SERVICE_IDS,
  type Face,
  type FieldName,
  type Purpose,
  type Service,
  type ServiceId,
} from '../../contract/index.ts'

/**
 * A service with its department, the purpose for which it reads identity data (Law 8/2005) and the faces that offer it.
 * Its words are in the messages; DSI approves its fields.
 */
interface Declaration {
  department: Service['department']
  purpose: Purpose
  faces: readonly Face[]
}

/** The services that read an eID; a face shows them in the contract's order. */
const CATALOGUE: Readonly<Record<ServiceId, Declaration>> = {
  'identity-check': { department: 'DSI', purpose: 'confirm-identity', faces: ['counter'] },
  'vehicle-holder': { department: 'DSAT', purpose: 'confirm-vehicle-holder', faces: ['counter'] },
  'age-proof': { department: 'SAFP', purpose: 'confirm-age', faces: ['counter'] },
  'vehicle-tax': { department: 'DSAT', purpose: 'find-vehicles', faces: ['kiosk', 'counter'] },
  'my-eid': { department: 'DSI', purpose: 'show-own-eid', faces: ['kiosk'] },
}

/** The service for which an eID is read where nobody has chosen one: a kiosk shows holders their own eID. */
const DEFAULTS: Readonly<Partial<Record<Face, ServiceId>>> = { kiosk: 'my-eid' }

/** The fields that DSI approved for this station, per service (codes.md, section 4). */
export type Authorisations = Readonly<Partial<Record<ServiceId, readonly FieldName[]>>>

/** The services that a face offers and this station is authorised for, in display order. */
export function servicesFor(face: Face, authorisations: Authorisations): Service[] {
  return SERVICE_IDS.filter((id) => isOffered(face, id)).flatMap((id) => {
    const fields = authorisations[id]
    return fields ? [{ id, ...readingOf(id), fields: [...fields] }] : []
  })
}

/** The service of a scan: the chosen one, else the face's default; undefined where a person has to choose. */
export function serviceAtHand(face: Face, chosen: ServiceId | undefined): ServiceId | undefined {
  return chosen ?? DEFAULTS[face]
}

/** For which department and purpose a service reads identity data. */
export function readingOf(id: ServiceId): Pick<Service, 'department' | 'purpose'> {
  const { department, purpose } = CATALOGUE[id]
  return { department, purpose }
}

/** Whether a face offers the service at all. */
export const isOffered = (face: Face, id: ServiceId): boolean => CATALOGUE[id].faces.includes(face)
