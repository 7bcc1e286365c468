/** Refusals of money: what happened, that it is nobody's fault, and whether anything was charged. */
export const moneyRefusals = {
  'vehicle-unknown': {
    resident: {
      title: 'No vehicle with this plate was found',
      what: 'Nothing is wrong with your papers: a letter or digit may have slipped.',
    },
    clerk: { title: 'Plate not found', what: 'The register has no vehicle with this plate and class.' },
  },
  'proof-wrong': {
    resident: {
      title: 'The four characters don’t match',
      what: 'It is easily mistyped. For the owner’s protection there is a short wait before the next try.',
    },
    clerk: {
      title: 'Proof does not match',
      what: 'The four characters match neither the owner’s ID number nor the chassis number.',
    },
  },
  'proof-locked': {
    resident: {
      title: 'This plate can’t be tried again for now',
      what: 'To protect the owner, a plate rests after three tries. Nothing else is affected.',
    },
    clerk: {
      title: 'Plate locked after three tries',
      what: 'The gateway takes no more proofs for this plate for a while.',
    },
  },
  'bill-unknown': {
    resident: {
      title: 'Nothing was found under this number',
      what: 'It may be mistyped, or not yet in the office’s system.',
    },
    clerk: { title: 'Bill not found', what: 'The agency knows no bill with this number.' },
  },
  'too-soon': {
    resident: {
      title: 'A moment before the next try',
      what: 'This protects the owner of the plate. It is not a fault of yours.',
    },
    clerk: {
      title: 'Too soon after the last try',
      what: 'The gateway asks for a pause between two proofs of a plate.',
    },
  },
  'bill-paid': {
    resident: { title: 'This has already been paid', what: 'Nothing was charged now.' },
    clerk: { title: 'Already paid', what: 'The agency has this bill as paid. Nothing was charged.' },
  },
  'bill-pending': {
    resident: {
      title: 'A payment of this is under way',
      what: 'So that you don’t pay twice, it can’t be paid again until that one is settled. Nothing was charged now.',
    },
    clerk: { title: 'Payment under way elsewhere', what: 'Another payment holds this bill. Nothing was charged.' },
  },
  'bill-barred': {
    resident: { title: 'This has to be settled at the counter', what: 'A kiosk may not take it. Nothing was charged.' },
    clerk: { title: 'Not payable here', what: 'The agency bars this bill from being paid here. Nothing was charged.' },
  },
  'bill-overdue': {
    resident: {
      title: 'The last day to pay this here has passed',
      what: 'The office that issued it tells you what to do now. Nothing was charged.',
    },
    clerk: { title: 'Past its last day', what: 'By the agency’s clock the last day is over. Nothing was charged.' },
  },
  'amount-changed': {
    resident: { title: 'The amount has changed', what: 'The office changed it in the meantime. Nothing was charged.' },
    clerk: { title: 'Amount changed', what: 'The agency’s amount differs from the quote. Nothing was charged.' },
  },
  'amount-invalid': {
    resident: {
      title: 'This amount can’t be paid here',
      what: 'The amount that came back makes no sense, so nothing was charged.',
    },
    clerk: {
      title: 'Amount not valid',
      what: 'One of the amounts is nothing, negative, too large or no valid number. Nothing was charged.',
    },
  },
  'quote-expired': {
    resident: {
      title: 'The amount has to be looked up again',
      what: 'Amounts are good for five minutes. Nothing was charged.',
    },
    clerk: { title: 'Quote expired', what: 'A quote is good for five minutes. Nothing was charged.' },
  },
  'too-many-vehicles': {
    resident: {
      title: 'Ten vehicles at most in one payment',
      what: 'The rest can be paid right after. Nothing was charged.',
    },
    clerk: { title: 'More than ten vehicles', what: 'One payment holds ten vehicles at most.' },
  },
  'nothing-to-pay': {
    resident: { title: 'There is nothing to pay', what: 'Everything that was found is paid, or free of charge.' },
    clerk: { title: 'Nothing to pay', what: 'None of the bills can be paid now.' },
  },
  settling: {
    resident: {
      title: 'One moment: earlier payments are being settled',
      what: 'This machine first finishes what it began before. Nothing was charged.',
    },
    clerk: { title: 'Settling earlier payments', what: 'New money waits until every open payment is settled.' },
  },
  'clock-unsure': {
    resident: {
      title: 'This machine can’t take payments just now',
      what: 'It isn’t sure of the date and time that a receipt must show. Nothing was charged.',
    },
    clerk: {
      title: 'Date and time not certain',
      what: 'This machine’s clock is over two minutes wrong, or the departments’ time isn’t confirmed yet. Nothing was charged; payments are taken again as soon as it is right.',
    },
  },
  'payment-under-way': {
    resident: {
      title: 'A payment is already under way',
      what: 'One payment at a time, so that nothing is charged twice.',
    },
    clerk: { title: 'Payment under way', what: 'This session already has a payment under way.' },
  },
  'too-often': {
    resident: {
      title: 'A moment, please',
      what: 'This machine was asked many times within a minute. Nothing was charged now.',
    },
    clerk: {
      title: 'Asked too often within a minute',
      what: 'The station pauses for up to a minute, so that a page that goes wrong can’t keep it busy. Nothing was charged now.',
    },
  },
  'head-unwitnessed': {
    resident: {
      title: 'This machine takes no payments just now',
      what: 'It can’t keep the record of payments safe at the moment. What was paid stays paid; a receipt that is still missing follows.',
    },
    clerk: {
      title: 'Receipts wait, no new money',
      what: 'No copy of the journal’s head can be kept, neither on this machine nor at the gateway. What was paid stays paid.',
    },
  },
  'cash-short': {
    resident: { title: 'The cash is less than the amount', what: 'Nothing was taken yet.' },
    clerk: { title: 'Cash is less than the total', what: 'The amount given doesn’t cover the total.' },
  },
  'wallet-code-missing': {
    resident: { title: 'No payment code was read yet', what: 'Nothing was charged.' },
    clerk: { title: 'No wallet code yet', what: 'The customer’s wallet code has not been scanned, or too long ago.' },
  },
  'tender-declined': {
    resident: {
      title: 'The payment was not accepted',
      what: 'Your wallet or bank did not say why. Nothing was charged.',
    },
    clerk: { title: 'Declined', what: 'The wallet or card did not accept. Nothing was charged.' },
  },
  'insufficient-funds': {
    resident: { title: 'The balance does not cover this amount', what: 'Nothing was charged.' },
    clerk: { title: 'Balance too low', what: 'The wallet or card has not enough funds. Nothing was charged.' },
  },
  'tender-limit': {
    resident: {
      title: 'Your wallet has a lower limit',
      what: 'Every wallet has its own limit for one payment. Nothing was charged.',
    },
    clerk: {
      title: 'Above the wallet’s limit',
      what: 'The holder’s limit is lower than the amount. Nothing was charged.',
    },
  },
  'wallet-code-used': {
    resident: {
      title: 'This payment code was already used',
      what: 'Each code pays once. Your wallet shows a new one. Nothing was charged.',
    },
    clerk: { title: 'Wallet code already used', what: 'Each code is good for one payment. Nothing was charged.' },
  },
  'wallet-code-expired': {
    resident: {
      title: 'This payment code is too old',
      what: 'Codes are good for about a minute; a screenshot does not work. Nothing was charged.',
    },
    clerk: { title: 'Wallet code expired', what: 'The code was shown too long ago. Nothing was charged.' },
  },
  'wallet-code-unknown': {
    resident: {
      title: 'This wallet isn’t taken here',
      what: 'Your wallet is fine: this service just doesn’t work with it. Nothing was charged.',
    },
    clerk: { title: 'Wallet not known', what: 'The code belongs to no wallet that is taken here.' },
  },
  'wallet-maintenance': {
    resident: { title: 'This wallet is being maintained', what: 'It comes back by itself. Nothing was charged.' },
    clerk: {
      title: 'Wallet under maintenance',
      what: 'The wallet’s announced maintenance is going on. Nothing was charged.',
    },
  },
  'tender-unavailable': {
    resident: {
      title: 'This way to pay is not available now',
      what: 'It is this machine’s doing, not yours. Nothing was charged.',
    },
    clerk: {
      title: 'Way to pay not available',
      what: 'The device or the line for it does not answer. Nothing was charged.',
    },
  },
  'tender-timeout': {
    resident: {
      title: 'The time to pay is over',
      what: 'No payment arrived in three minutes, so it was called off. Should money have been taken, it goes back by itself.',
    },
    clerk: {
      title: 'Time to pay over',
      what: 'No approval came before the deadline; a reversal was sent and acknowledged.',
    },
  },
  'payment-interrupted': {
    resident: {
      title: 'The payment was interrupted',
      what: 'This machine stopped in the middle. Should money have been taken, it goes back by itself.',
    },
    clerk: {
      title: 'Payment interrupted',
      what: 'The station stopped in the middle; the payment was undone at the restart.',
    },
  },
  'payment-unknown': {
    resident: {
      title: 'This payment can’t be shown here',
      what: 'It can be found again by the same plate, slip or eID.',
    },
    clerk: { title: 'Payment not known', what: 'This session neither began this payment nor found its bill.' },
  },
  'cannot-cancel': {
    resident: {
      title: 'It can’t be cancelled any more',
      what: 'The payment has gone too far. The screen shows how it ends.',
    },
    clerk: { title: 'Too late to cancel', what: 'The payment is past the point of cancelling.' },
  },
  'not-paid': {
    resident: { title: 'There is no receipt for this', what: 'It was not paid, so nothing was charged.' },
    clerk: { title: 'Not paid', what: 'There is neither a receipt nor a pending slip for this payment.' },
  },
  'already-refunded': {
    resident: { title: 'This was already given back', what: 'The money is on its way, or has arrived.' },
    clerk: { title: 'Already refunded', what: 'These items were refunded before.' },
  },
  'payment-doubted': {
    resident: {
      title: 'What became of this payment isn’t known here',
      what: 'A part of this machine’s record is lost. Nothing more is charged for it; a member of staff finds out and decides.',
    },
    clerk: {
      title: 'Not known here what became of it',
      what: 'Entries after this payment are lost. The station charges nothing again and gives nothing back of it: a supervisor finds out and decides. It is in today’s takings (F9).',
    },
  },
  'printer-out': {
    resident: {
      title: 'The printer gave no paper',
      what: 'Your payment is safe. Keep the receipt on your phone instead.',
    },
    clerk: { title: 'Printer gave no paper', what: 'Paper, cover or cable: the payment itself is safe.' },
  },
  'phone-invalid': {
    resident: {
      title: 'This is no Macao mobile number',
      what: 'It has eight digits and begins with 6. Your payment is safe.',
    },
    clerk: { title: 'Not a local mobile number', what: 'Eight digits that begin with 6.' },
  },
  'too-many-numbers': {
    resident: {
      title: 'The confirmation has gone to three numbers',
      what: 'Of each payment it goes to three numbers at most. Your payment is safe.',
    },
    clerk: {
      title: 'Three numbers already',
      what: 'Of each payment the message goes to three numbers at most; to those it can go again.',
    },
  },
  'receipt-forged': {
    resident: {
      title: 'This receipt could not be confirmed',
      what: 'Its signature does not match. It may be a damaged copy.',
    },
    clerk: {
      title: 'Receipt’s signature doesn’t match',
      what: 'The receipt’s facts were not signed by the station that it names.',
    },
  },
  'receipt-key-unknown': {
    resident: {
      title: 'This receipt can’t be checked here',
      what: 'This machine doesn’t know the key it was signed with. The receipt may be perfectly good.',
    },
    clerk: { title: 'Receipt’s key not known', what: 'No published key has this receipt’s key id.' },
  },
}
