/** The person in front of the screen: services, fields, how sure the station is. */
export const people = {
  services: {
    'identity-check': { name: 'Identity check', purpose: 'To confirm who is at the counter.' },
    'vehicle-holder': { name: 'Vehicle holder', purpose: 'To confirm a vehicle’s holder.' },
    'age-proof': { name: 'Proof of age', purpose: 'To confirm a person’s age.' },
    'vehicle-tax': { name: 'Vehicle tax', purpose: 'To find the vehicles that you can pay for.' },
    'my-eid': { name: 'My eID', purpose: 'To see what your own eID shows.' },
  },
  departments: {
    DSI: 'Identification Services Bureau (DSI)',
    DSAT: 'Transport Bureau (DSAT)',
    SAFP: 'Public Administration and Civil Service Bureau (SAFP)',
  },
  fields: {
    idNumber: 'ID number',
    nameChinese: 'Name in Chinese',
    nameForeign: 'Name in Portuguese or other',
    birthDate: 'Date of birth',
    kind: 'Type of card',
    cardValidUntil: 'Card valid until',
    guardianBound: 'Bound by a guardian',
  },
  values: { P: 'Permanent resident', N: 'Non-permanent resident', yes: 'Yes', no: 'No' },
  card: { valid: 'Card valid', expired: 'Card expired' },
  assurance: {
    online: 'eID checked live',
    bundle: 'eID checked offline',
    onlineHow: 'Confirmed with DSI at {time}.',
    bundleHow: 'Verified at {time} with trust data of {bundle}; the line to DSI gave no answer.',
  },
  person: {
    label: 'Person',
    title: 'Resident',
    readAt: 'Read at',
    show: 'Show',
    hide: 'Hide',
    masked: 'Hidden',
  },
}
