/** What a code can be: its name, and for kinds that nothing more can be done with here, what to do with it. */
export const codes = {
  kinds: {
    'eid-presentation': {
      name: 'Electronic identity',
      resident: 'Your electronic identity was read.',
      clerk: 'An electronic identity was read.',
    },
    'border-pass': {
      name: 'Border code',
      resident: 'Use it at the border gates.',
      clerk: 'Good at the border gates only.',
    },
    'binding-number': {
      name: 'eID binding number',
      resident:
        'Nothing was bound. Keep the number private and bring it, with your ID card, to a DSI counter. It is good for 24 hours.',
      clerk:
        'A number for binding an eID. It is not used at this counter; it needs the ID card, the fingerprint and a DSI kiosk or counter.',
    },
    'security-code-request': {
      name: 'Security code request',
      resident: 'This is for an entity account. Please bring it to a SAFP counter.',
      clerk: 'A request to switch on a login’s security code. It is not handled at this counter.',
    },
    'payment-slip': {
      name: 'Payment slip',
      resident: 'This is what the slip asks for.',
      clerk: 'This is what the slip asks for.',
    },
    'merchant-qr': {
      name: 'Shop’s payment code',
      resident: 'It pays a shop. Nothing was paid here.',
      clerk: 'It pays a shop. Nothing was paid here.',
    },
    'wallet-payment': {
      name: 'Wallet payment code',
      resident: 'Nothing was charged. You can close it now: this code is only needed at the moment of paying.',
      clerk: 'A payer’s wallet code. Nothing was charged; ask the resident to close it.',
    },
    'operator-badge': {
      name: 'Staff badge',
      resident: 'This badge is for staff.',
      clerk: 'A staff badge. It is not used for sign-in at this station.',
    },
    receipt: {
      name: 'Receipt',
      resident: 'This receipt is genuine: this station signed it. Keep it with your papers.',
      clerk: 'Genuine: this station signed this receipt.',
    },
    'pending-slip': {
      name: 'Pending payment slip',
      resident: 'This slip is genuine, and its payment is found again.',
      clerk: 'Genuine: a slip of this station, whose payment is found again.',
    },
    'undo-code': {
      name: 'Code to lift a freeze',
      resident: 'Please take it to a DSI counter.',
      clerk: 'A code that lifts a freeze. It is handled at DSI.',
    },
    approval: {
      name: 'Approval',
      resident: 'This approval is for staff.',
      clerk: 'A second person’s approval. Nothing is waiting for one.',
    },
    'z-report': { name: 'Day report', resident: 'This report is for staff.', clerk: 'A day report’s code.' },
    unknown: {
      name: 'Unknown code',
      resident: 'This code isn’t used here.',
      clerk: 'None of the codes that this station reads.',
    },
  },
  receiptState: {
    gone: {
      title: 'Genuine, but not all of it is paid any more',
      resident: 'This station signed it. What follows was given back, or is on its way:',
      clerk: 'This station signed it. What follows isn’t paid any more:',
    },
    unknown: {
      title: 'Genuine, but its payment isn’t found',
      resident: 'This station signed it, but doesn’t find its payment. Please show it at a counter.',
      clerk:
        'This station signed it, but its journal doesn’t hold its payment. Ask a supervisor before you rely on it.',
    },
    lost: {
      title: 'Genuine, but what became of it isn’t known',
      resident:
        'This station signed it: it was paid at that time. Later records of the station were lost; whether any of it was given back since, please ask at a counter.',
      clerk:
        'This station signed it: it was paid at that time. Entries after it are lost, so what became of it since isn’t known here. Ask the department or a supervisor before you rely on it.',
    },
    takenBack: {
      title: 'Genuine, but a department has taken it back',
      resident:
        'This station signed it: it was paid at that time. A department says that it doesn’t count all of it as paid any more. Please show it at a counter.',
      clerk:
        'This station signed it, but a department has taken back at least a part. The entries that say what became of the money are lost: call a supervisor.',
    },
    item: '{state}, {date}',
  },
  hints: {
    url: 'It looks like a web address. It was not opened.',
    wifi: 'It looks like a Wi-Fi code.',
    'blue-card':
      'It looks like the code of a non-resident worker’s card. That code is not read here; please show the card at a counter.',
    ean: 'It looks like a product’s bar code.',
    'health-certificate': 'It looks like a health certificate.',
    contact: 'It looks like a contact card.',
    text: 'It holds plain text.',
    binary: 'It holds data that is no text.',
    'too-long': 'It is longer than any code that is used here.',
    empty: 'It is empty.',
  },
  slip: {
    agency: {
      DSAT: 'Transport Bureau (DSAT)',
      PSP: 'Public Security Police Force (CPSP)',
      MP: 'Public Prosecutions Office (MP)',
      TUI: 'Office of the President of the Court of Final Appeal (TUI)',
      DSF: 'Financial Services Bureau (DSF)',
      IAM: 'Municipal Affairs Bureau (IAM)',
    },
    kind: { tax: 'Tax', fine: 'Fine', slip: 'Payment slip' },
    payee: 'To be paid to',
    billNumber: 'Bill number',
    purpose: 'Purpose',
    payBy: 'Pay by',
  },
}
