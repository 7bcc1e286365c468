/** Money at the counter: what the clerk is told and tells the payer. */
export const till = {
  again: 'Go on',
  back: 'Back',
  close: 'Close',
  next: 'Next customer',
  pay: 'Choose the way to pay',
  look: 'Look it up',
  toBasket: 'Back to the basket',
  earlier: 'Earlier payment of this',
  looking: { title: 'Looking it up', what: 'You can go on typing; nothing you type is lost.' },
  proof: {
    title: 'Four characters as proof',
    what: 'The last four of the owner’s ID number, brackets left out, or of the chassis number. Anyone may pay for another.',
    misread: {
      title: 'A proof is four letters or digits',
      what: 'Type the last four of the ID number, such as 5678, or of the chassis number. Nothing was looked up yet.',
    },
  },
  class: { title: 'Which vehicle? Two carry this plate.' },
  payBy: 'payable until {date}',
  composition: 'What the late tax is made of',
  status: {
    in: 'In the basket',
    out: 'Not taken',
    nothing: 'Nothing due',
    later: 'Not payable yet',
    late: 'Late: payable here',
  },
  found: {
    title: 'What is due',
    season: 'Vehicle tax {year}, payable until {date}',
    how: 'The number printed beside a line takes it or leaves it; ↑ ↓ walk along the lines, the space bar takes or leaves. F2 and a plate or number, or any scan, adds more.',
  },
  finesFirst: {
    title: 'First the fine, then the tax',
    what: 'The law has the fine paid first. Both go into one payment: {amount} of it are fines.',
  },
  antiFraud: 'Payment is taken only inside this service. No office asks for it by telephone or SMS.',
  doubts: 'In doubt: {office} {number}',
  quoted: 'Amounts quoted by the departments at {time}, good for five minutes; later ones are asked for by themselves.',
  changed: {
    title: 'The amount has changed',
    what: 'It was {before}; it is {now} now. Nothing was charged. Tell the payer before you go on.',
  },
  basket: {
    title: 'Basket',
    none: 'The basket is empty',
    noneHow: 'Scan an eID, a notice or a slip, or press F2 and type a plate or number.',
    total: 'Total',
    vehicles: 'Total · {count} vehicles',
    how: 'How it is paid',
  },
  tenders: {
    'wallet-scan': 'Scan the payer’s wallet',
    'wallet-show': 'Show a code to the wallet',
    card: 'Bank card',
    cash: 'Cash',
  },
  ways: {
    'wallet-scan': 'Wallet, its code scanned',
    'wallet-show': 'Wallet, our code shown',
    card: 'Bank card',
    cash: 'Cash',
  },
  tender: {
    title: 'How would the payer like to pay?',
    what: 'Press the key of the way to pay, or scan the payer’s wallet code right away.',
    away: 'No way to pay works just now',
  },
  code: {
    title: 'Scan the payer’s payment code',
    what: 'Ask them to open the payment code in their wallet. It is charged as soon as it is scanned.',
  },
  cash: {
    title: 'How much was handed over?',
    what: 'In patacas, such as 1600 or 1600.50.',
    total: 'To pay',
    given: 'Given',
    change: 'Change',
    short: 'Still missing',
    take: 'Take the cash',
    said: {
      nothing: { title: 'How much was handed over?', what: 'Type the amount first, then press Enter.' },
      'no-amount': {
        title: 'That is no amount',
        what: 'Use figures alone, with one or two after a comma for avos and three for thousands: 1600, 1600.50, 1600,50 or 1,600. Nothing was taken.',
      },
      'too-much': {
        title: 'That is more than can be taken: at most {most}',
        what: 'Look at what was typed. Nothing was taken.',
      },
      short: {
        title: 'That is not enough',
        what: 'Ask the payer for what is still missing, then type all that was handed over.',
      },
      much: {
        title: 'Change of {amount}: give that much back?',
        what: 'Press Enter again to take the cash, or correct what was typed.',
      },
    },
  },
  paying: {
    preparing: {
      title: 'Getting the payment ready',
      what: 'The bills are being reserved. Nothing has been charged yet.',
    },
    'wallet-scan': { title: 'Waiting for the wallet', what: 'The payer may have to confirm on their phone.' },
    'wallet-show': {
      title: 'Ask the payer to scan this code',
      what: 'Turn the screen to the payer. They open their wallet and choose Scan.',
    },
    card: { title: 'On the terminal', what: 'The payer taps or inserts the card, and may type a PIN.' },
    cash: { title: 'Writing the cash down', what: 'A moment, please.' },
    passed: 'For {time}',
    times: 'For {time} · good for {left} more',
    slow: 'This takes longer than usual',
    can: 'Keep waiting, or cancel with Esc. Nobody is charged twice.',
    cannot: 'Please keep waiting; it can’t be cancelled any more. Nobody is charged twice.',
  },
  cancel: {
    go: 'Cancel the payment',
    ask: 'Cancel this payment?',
    what: 'If the payer has just paid, the money goes back by itself.',
    yes: 'Yes, cancel it',
    no: 'No, keep waiting',
  },
  paid: {
    title: 'Paid',
    number: 'Receipt',
    tender: 'Paid with',
    follows: {
      title: 'Paid. The receipt follows',
      what: 'The journal’s head can be kept nowhere else just now. Give the slip; scanned here later, it gives the receipt. No new money until then.',
    },
    notAccepted: 'One part was not accepted',
    returned:
      '{amount} goes back by itself to where it came from; a slip printed with the receipt says so. Tell the payer.',
    kept: '{amount} of the cash is the payer’s again. Ask your supervisor to give it back, and tell the payer.',
    forStaff: {
      title: 'One part is for the supervisor',
      what: '{amount} doesn’t go back by itself. A supervisor finds it in today’s takings (F9). A slip printed with the receipt says so; ask the payer to keep it.',
    },
  },
  ended: {
    unknown: {
      title: 'The answer has not come yet',
      what: 'The station keeps asking by itself, and sends the money back if nothing comes. Don’t take it again. Print the slip and let the payer go; the same plate or number finds it again, at any station.',
    },
    reversing: {
      title: 'The money is on its way back',
      what: 'The payment did not go through. What was taken goes back by itself, until that is confirmed. Print the slip and let the payer go.',
    },
    reversed: { title: 'The payment was undone', what: 'Anything that was taken has been given back.' },
    staff: {
      title: 'Nothing goes back by itself: for the supervisor',
      what: 'The station could not settle this payment, and gives nothing back of it by itself. A supervisor finds it in today’s takings (F9) and decides. Print the slip: the payer keeps it and may go. Before you take the same again, ask the supervisor.',
    },
    cancelled: {
      title: 'The payment was cancelled',
      what: 'Nothing is charged. Should anything have been taken, it has been given back.',
    },
    other: 'Another way to pay',
  },
  receipt: {
    print: 'Print the receipt',
    again: 'Print it again, marked as a reprint',
    slip: 'Print the slip',
    show: 'Show',
    message: 'Message to a phone',
    sheet: 'The receipt',
    slipSheet: 'The slip',
    code: 'Its code',
    codeHow: 'The payer can keep it: scan with the phone',
  },
  message: {
    title: 'To which mobile number?',
    what: 'A Macao number: eight digits that begin with 6. It is not kept.',
    send: 'Send',
  },
  openCash: {
    title: 'Was this cash taken?',
    what: 'The station stopped while it was being paid, {time}. Look in the drawer. No new money is taken before you answer. To answer: {count}.',
    taken: 'Yes, it is in the drawer',
    takenHow: 'It becomes paid; you can give the receipt.',
    not: 'No, the payer kept it',
    notHow: 'Nothing counts as paid; the bills can be paid again.',
  },
  takings: {
    title: 'Today’s takings',
    tender: 'Way to pay',
    payments: 'Payments',
    amount: 'MOP',
    total: 'Total',
    how: 'From this station’s journal.',
    open: 'Not ended yet: {count}',
    openHow: 'The station goes on with them by itself.',
    late: 'Waiting longer than it should: {count}',
    lateHow:
      'The station goes on trying by itself, and new payments can be taken. Look at the line and the card terminal; if both work, tell the technician.',
    waits: {
      outcome: 'Payments without an answer: {count}, the oldest since {since}',
      reversal: 'Payments whose money is on its way back: {count}, the oldest since {since}',
      acknowledgement: 'Paid, not yet acknowledged by the department: {count}, the oldest since {since}',
      'item-reversal': 'Refused parts whose money is on its way back: {count}, the oldest since {since}',
      refund: 'Refunds: {count}, the oldest since {since}',
      undo: 'Refused or cancelled payments of which nobody has confirmed yet that nothing is kept: {count}, the oldest since {since}',
    },
    tasksHow:
      'This version has no screen for a refund or for the end of a task. Write down what was decided, by whom, and the four signs beside the amount; it stays in this list.',
    why: {
      'cash-refused': {
        title: 'For the supervisor: {count} ({amount})',
        how: 'A department refused what was paid in cash. Give it back by a refund.',
      },
      'reversal-late': {
        title: 'For the supervisor: {count} without confirmation ({amount})',
        how: 'These payments were refused or cancelled, and for over a day nobody has confirmed that nothing was kept. The station goes on asking. Ask the wallet or the card’s bank by the number of the payment.',
      },
      'reversal-refused': {
        title: 'For the supervisor: money that will not go back by itself, {count} ({amount})',
        how: 'Whoever has this money, or the department that has the bill as paid, has refused for good to give it back; the station tries no more. Settle it with them, or give cash back.',
      },
      unreadable: {
        title: 'To be asked about: {count} ({amount})',
        how: "What was paid for can't be read at this station any more, and its department hasn't said what became of it. Nothing is given back; the station goes on asking. Ask the department with the last four signs of the receipt's number.",
      },
      'journal-went-back': {
        title: 'Not known here: {count} ({amount})',
        how: 'Newer entries of this station’s record are lost, and with them what became of these. Nothing is charged again or given back. Compare with the department, the wallet and the card’s bank by the number of the payment.',
      },
    },
  },
  said: {
    printed: { title: 'Printed', what: 'Give the receipt to the payer.' },
    'printed-once': {
      title: 'One paper was printed',
      what: 'Give the receipt to the payer. For the next customer press Enter once more.',
    },
    reprinted: { title: 'Printed again', what: 'The paper says REPRINT.' },
    'slip-printed': { title: 'Slip printed', what: 'Give it to the payer: they may go.' },
    sent: { title: 'Message sent', what: 'It is on its way to the phone.' },
    busy: { title: 'Please finish this first', what: 'What you scanned or typed was not used.' },
    early: {
      title: 'Pressed too early',
      what: 'It came before the amount was on the screen, and was passed over. Read the amount, then press again.',
    },
    'wallet-later': {
      title: 'That was a wallet’s payment code',
      what: 'Nothing was charged. Press Enter, tell the payer the total, then scan it again.',
    },
    'wallet-again': {
      title: 'That was a wallet’s payment code',
      what: 'Nothing was charged: it was read before the total was on the screen. Tell the payer the total, then scan it again.',
    },
    'not-taken': { title: 'Noted: not taken', what: 'Nothing counts as paid.' },
  },
}
