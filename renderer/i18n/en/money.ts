/** Money: what is owed, why something can't be paid here, how it is paid, and where a payment stands. Both faces use these words. */
export const money = {
  deviceKinds: { scanner: 'Code scanner', printer: 'Receipt printer', 'payment-terminal': 'Card terminal', wallet: 'Wallet payments', cash: 'Cash drawer' },
  vehicleClass: { moped: 'Moped', motorcycle: 'Motorcycle', light: 'Light vehicle', heavy: 'Heavy vehicle', industrial: 'Industrial machine' },
  vehicle: { inspection: 'Inspection by {date}', nothingDue: 'Electric: nothing to pay', taxPaid: 'This season’s tax is paid', season: 'Payable from {from} to {until}.' },
  bill: {
    tax: 'Vehicle tax {season}', otherTax: 'Tax', fine: 'Traffic fine', slip: 'Payment slip', place: 'Place', at: 'Date and time', offenceKind: 'Kind of offence', photograph: 'Photograph of the offence',
    offence: { infraction: 'Administrative infraction', contravention: 'Contravention' }
  },
  bars: {
    'offence-records': { short: 'Offence record', why: 'There is an offence record for this vehicle that DSAT looks at first.', todo: 'Please go to DSAT with the vehicle’s papers.' },
    inactive: { short: 'Inactive', why: 'The register lists this vehicle as inactive.', todo: 'DSAT can put it back in use.' },
    'transfer-under-way': { short: 'Transfer under way', why: 'This vehicle’s number plate is being transferred.', todo: 'DSAT takes the tax together with the transfer.' },
    'newly-acquired': { short: 'Newly acquired', why: 'This vehicle was acquired this January to March.', todo: 'For its first year the tax is paid at DSAT.' },
    clamped: { short: 'Clamped', why: 'This vehicle is clamped. It is settled in person.', todo: 'Please go to DSAT.' },
    late: { short: 'Late', why: 'The last day to pay at a kiosk has passed.', todo: 'DSAT works out the amount and takes the payment.' },
    'coercive-collection': { short: 'At DSF', why: 'This tax is now with the Financial Services Bureau (DSF).', todo: 'Please ask DSAT, which shows you the way.' },
    overdue: { short: 'Overdue', why: 'The last day to pay it here has passed.', todo: 'Please take it to the office that issued it.' },
    paid: { short: 'Paid', why: 'It is paid already.', todo: 'There is nothing more to do.' },
    'payment-pending': { short: 'Payment under way', why: 'A payment for it is under way. It can’t be paid twice.', todo: 'Please come back in a few minutes.' }
  },
  offices: { dsat: 'DSAT: Estrada de D. Maria II 33, ground floor · {number}' },
  tenders: {
    'wallet-scan': { name: 'Show my wallet’s code', how: 'You hold the payment code on your phone to the scanner.' },
    'wallet-show': { name: 'Scan a code with my phone', how: 'You scan the code on this screen with your wallet.' },
    card: { name: 'Bank card', how: 'You tap or insert the card at the terminal.' },
    cash: { name: 'Cash', how: 'At a staffed counter only.' }
  },
  tenderReasons: {
    'line-down': 'Not possible while the line is down', 'device-lost': 'The device does not answer', maintenance: 'Under maintenance', maintenanceUntil: 'Under maintenance until {time}',
    'above-cap': 'The amount is above this way’s limit', wallet: '{name}: {note}', aboveCap: 'Good up to {amount}', 'disk-low': 'This machine takes no payments just now', 'not-here': 'Only at a staffed counter'
  },
  paymentStates: {
    intended: 'Being prepared', reserved: 'Being prepared', refused: 'Not taken', asked: 'Waiting for payment', unknown: 'Outcome not known yet', declined: 'Declined', cancelled: 'Cancelled',
    reversing: 'Money on its way back', reversed: 'Money given back', committed: 'Paid', receipted: 'Paid, receipt given'
  },
  itemStates: {
    waiting: 'Waiting', submitted: 'Sent to the department', acknowledged: 'Confirmed by the department', refused: 'Not accepted', reversing: 'Being given back', reversed: 'Given back',
    refunded: 'Refunded', task: 'For the supervisor'
  },
  composition: { tax: 'Tax', 'default-interest': 'Default interest', surcharge: '3 % of the debt', fine: 'Fine' }
}
