/** Paying at the kiosk, from the first question to the receipt. */
export const pay = {
  progress: 'How far you are',
  steps: { find: 'Find', choose: 'Choose', pay: 'Pay', receipt: 'Receipt' },
  delete: 'Delete the last character',
  next: 'Next', look: 'Look it up', lookAgain: 'Look it up again', again: 'Try again', looking: { title: 'Looking it up', what: 'Asking the department. This takes a moment.' },
  tax: {
    title: 'Hold your eID to the scanner', what: 'Or the code on the tax notice. Your vehicles are found at once.',
    plate: { title: 'Type a number plate instead', what: 'With four characters of the owner’s ID number or of the chassis number. Anyone may pay.' }
  },
  slip: {
    title: 'Hold the slip’s code to the scanner', what: 'The code on a notice of a fine, or on a slip of the courts or the prosecutor.',
    notice: { title: 'Type the number of a fine', what: 'It is at the top of the notice.' },
    number: { title: 'Type the number of a slip', what: 'Of the courts or the Public Prosecutions Office.' },
    plate: { title: 'Look for fines by number plate', what: 'With four characters of the owner’s ID number or of the chassis number.' }
  },
  type: {
    plate: { title: 'What is the number plate?', what: 'Dashes can be left out: MT-00-01 is MT0001.' },
    proof: { title: 'The last four characters', what: 'Of the owner’s ID number, brackets left out, or of the chassis number.' },
    class: { title: 'Which vehicle is it?', what: 'Two vehicles carry the plate {plate}.' },
    notice: { title: 'What is the number of the fine?', what: 'It is at the top of the notice.' },
    slip: { title: 'What is the number of the slip?', what: 'It is printed near the code.' }
  },
  bills: {
    tax: 'Choose the vehicles to pay for', slip: 'What is to be paid', what: 'What can be paid here is chosen for you.', one: 'Please check it before you pay.',
    none: { title: 'Nothing here can be paid at this machine', what: 'Why, and where to go, is said for each.' }, done: { title: 'There is nothing to pay', what: 'All of it is paid, or free of charge.' },
    toCome: { title: 'Vehicle tax can’t be paid yet', what: 'From when it can is said for each vehicle.', fines: 'From when it can is said for each vehicle. A fine can be paid now: touch it.' },
    season: 'Payable until {date}.',
    withFine: 'Unpaid fines of {amount} included', fine: 'Fine of {amount}: {where}', fineFirst: { title: 'Fines first, then the tax', what: 'The law has fines paid first. One payment does both: the fines {fine}, then the tax {tax}. One receipt.' },
    total: 'Total', vehicles: 'Total · vehicles: {count}', pay: 'Pay', page: '{from} to {to} of {all}', earlier: 'Earlier ones', later: 'More',
    most: 'One payment holds ten vehicles at most. Pay the others right after.',
    antiFraud: 'Payment is taken only inside this service. No office asks for it by telephone or SMS.', doubts: 'In doubt: {office} {number}',
    before: { title: 'A payment for this was begun at this machine', what: 'You can see how it ended, and take its receipt or slip.', show: 'Show that payment' }
  },
  tender: {
    title: 'How would you like to pay?',
    changed: { title: 'The amount has changed', what: 'It was {before}; it is {now} now. Nothing was charged. Choose a way to pay if you agree.' },
    away: 'No way to pay works here just now. Nothing was charged.'
  },
  paying: {
    preparing: { title: 'Getting the payment ready', what: 'Nothing has been charged yet.' },
    'wallet-scan': { title: 'Please look at your phone', what: 'Your wallet may ask you to confirm.' },
    'wallet-show': { title: 'Scan this code with your wallet', what: 'Open your wallet, choose Scan, and hold the phone up to the code.' },
    card: { title: 'Follow the card terminal', what: 'Tap or insert your card there. It may ask for your PIN.' },
    cash: { title: 'Paying in cash', what: 'At a staffed counter only.' },
    left: 'Good for {time} more', amount: 'To pay', cancel: 'Cancel the payment',
    slow: { title: 'This takes longer than usual', can: 'You can keep waiting, or cancel: you are never charged twice.', cannot: 'Please wait a little longer. You are never charged twice.' }
  },
  ended: {
    unknown: { title: 'The answer has not come yet', what: 'Your wallet or bank has not told us whether it paid. This machine keeps asking by itself; please don’t pay again. Take this slip: you may go.' },
    reversing: { title: 'Whatever was taken is on its way back', what: 'The payment did not go through. What was taken returns by itself to where it came from. Take this slip: you may go.' },
    reversed: { title: 'The payment was undone', what: 'Anything that was taken has been given back.' },
    staff: { title: 'A member of staff sees to this payment', what: 'It could not be settled automatically, and no money goes back by itself. Take this slip along and keep it. Before you pay the same again, please ask a member of staff.' },
    cancelled: { title: 'The payment was cancelled', what: 'Nothing is charged. Should anything have been taken, it has been given back.' },
    other: 'Try another way to pay', slip: { print: 'Print the slip', keep: 'Slip to my phone' }
  },
  paid: {
    title: 'Paid. Thank you', number: 'Receipt number', at: 'Date and time', tender: 'Paid with',
    follows: { title: 'Paid. The receipt follows', what: 'This machine can’t keep its record safe just now. Take the slip along: scan it here later, and the receipt is yours.' },
    returned: { title: 'One part was not accepted', what: '{amount} goes back by itself to where it came from; a slip printed with the receipt says so.' },
    staff: { title: 'A member of staff sees to one part', what: '{amount} doesn’t go back by itself. Please keep the slip that is printed with the receipt.' }
  },
  receipt: {
    title: 'Your receipt', print: { title: 'Print it', again: 'Print it again', what: 'On paper, here.' }, phone: { title: 'Keep it on my phone', what: 'Scan a code; no app needed.' },
    message: { title: 'Send me a message', what: 'To a Macao mobile number.' }, done: 'Done, leave',
    printed: 'Printed. Please take the paper.', sent: 'The message is on its way.',
    code: { title: 'Scan this code with your phone', what: 'It holds the whole receipt, signed. Keep the picture or the text.', words: 'The receipt’s code', picture: 'The receipt' },
    slipCode: { title: 'Scan this code with your phone', what: 'It holds the slip, signed. Any counter can read it.', words: 'The slip’s code', picture: 'The slip' },
    number: { title: 'Which mobile number?', what: 'Eight digits that begin with 6. It is not kept.', send: 'Send' }
  },
  toast: { notWallet: 'That isn’t a payment code. Open the payment code in your wallet.', walletEarly: 'That is your wallet’s payment code. Press Pay first, then show it again.', walletAgain: 'Nothing was charged. Read the total first, then show your payment code again.', busy: 'Please finish this payment first.' },
  mine: 'Pay for my vehicles'
}
