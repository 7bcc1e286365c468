/** What to do next where money is concerned: `do` is the step, `how` a smaller line about it. */
export const moneySteps = {
  'check-plate': { do: 'Check the plate and type it again', how: 'Capitals and dashes don’t matter.' },
  'check-proof': {
    do: 'Type the last four characters again',
    how: 'Of the owner’s ID number, brackets left out, or of the chassis number.',
  },
  'use-eid': {
    do: 'Or hold the owner’s eID to the scanner',
    how: 'It lists their vehicles; there is nothing to type.',
  },
  'with-eid': { do: 'Hold the owner’s eID to the scanner', how: 'It lists their vehicles; there is nothing to type.' },
  'to-dsat': { do: 'Go to DSAT’s counter', how: 'Estrada de D. Maria II 33, ground floor.' },
  'to-issuer': { do: 'Take it to the office that issued it', how: 'Its name is at the top of the notice or slip.' },
  'check-number': {
    do: 'Check the number and type it again',
    how: 'It is printed on the notice or slip, near the code.',
  },
  'dsat-counter': { do: 'Or go to DSAT’s counter', how: 'Estrada de D. Maria II 33, ground floor.' },
  'other-tender': { do: 'Choose another way to pay', how: 'What you want to pay is still selected.' },
  'new-wallet-code': {
    do: 'Show your wallet’s newest code',
    how: 'Open the payment code again in the wallet. Screenshots don’t work.',
  },
  'wallet-own-limit': { do: 'Or top it up or raise its limit', how: 'In the wallet’s own app; then try again.' },
  'look-again': { do: 'Look at the amount again', how: 'Then pay, if you agree with it.' },
  'come-back': {
    do: 'Come back in a few minutes',
    how: 'The same plate, slip or eID finds it again, at any kiosk or counter.',
  },
  'ten-at-most': { do: 'Choose ten vehicles at most', how: 'Pay the others in a second payment.' },
  'no-need-to-pay': {
    do: 'You don’t need to pay again',
    how: 'Paid at this machine? Look it up again and the receipt can be shown.',
  },
  'finish-first': { do: 'Finish that payment, or cancel it', how: 'Then begin the next one.' },
  'receipt-by-phone': {
    do: 'Keep the receipt on your phone',
    how: 'Scan the code on the screen; it is as good as paper.',
  },
  'check-phone-number': { do: 'Type the eight digits again', how: 'A Macao mobile number begins with 6.' },
  'money-goes-back': {
    do: 'You don’t need to do anything',
    how: 'Should money have been taken, it goes back by itself to where it came from.',
  },
  'clerk-check-entry': { do: 'Check plate, class and proof with the payer', how: 'Or scan the owner’s eID.' },
  'clerk-check-number': { do: 'Check the number on the paper', how: 'Or scan its code.' },
  'clerk-dsat': { do: 'Direct the owner to DSAT', how: 'Estrada de D. Maria II 33, ground floor.' },
  'clerk-other-tender': { do: 'Offer another way to pay', how: 'The basket is still there.' },
  'clerk-new-code': { do: 'Ask for the wallet’s newest code', how: 'Then scan it.' },
  'clerk-requote': { do: 'Ask for the amounts again', how: 'Tell the payer if they differ.' },
  'clerk-already': { do: 'Tell the payer that it is settled', how: 'Nothing more is due for it.' },
  'clerk-wait': {
    do: 'Wait for the payment that is under way',
    how: 'Its state is at the right. Give the pending slip if the payer has to go.',
  },
  'clerk-count': { do: 'Count the cash again', how: 'Type what was given.' },
  'clerk-split': { do: 'Take ten vehicles at most', how: 'Put the others into a second payment.' },
  'clerk-printer': { do: 'Check paper, cover and cable', how: 'Or give the receipt as a QR code.' },
  'clerk-supervisor': { do: 'Ask your supervisor', how: 'Give the payment’s number.' },
  'clerk-phone-number': { do: 'Ask for the number again', how: 'Eight digits that begin with 6.' },
  'clerk-give-receipt': { do: 'Give the receipt on paper or as a QR code', how: 'Either is as good as the message.' },
}
