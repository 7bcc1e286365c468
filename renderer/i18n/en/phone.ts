/** The page that plays a resident’s phone, in training. */
export const phone = {
  title: 'A resident’s phone',
  choose: { title: 'Whose phone is it?', what: 'None of these people exist.' },
  back: 'Another resident',
  tabs: { eid: 'eID', wallet: 'Wallet', slips: 'Slips', messages: 'Messages', binding: 'Binding number', border: 'Border code', blue: 'Card' },
  eid: {
    title: 'Electronic identity', fresh: 'New code in {seconds} s', watermark: 'TRAINING', expired: 'The card has expired; the eID shows it.',
    unbound: 'No eID is bound to this phone yet. The binding number is in its own tab.', none: 'This person is not a resident and has no eID.'
  },
  wallet: {
    title: 'Payment code', what: 'Shown to a counter that takes a payment. Left: {amount}.', asleep: 'This wallet is under maintenance.', left: 'Good for {time} more', yes: 'Pay', no: 'Decline',
    asks: { scanned: 'Your code was scanned: pay?', shown: 'A code on a screen asks for money: pay?' },
    outcomes: { approved: 'Paid: {amount}.', cancelled: 'Declined by you. Nothing was paid.', declined: 'The wallet did not accept it. Nothing was paid.' }
  },
  slips: { pick: 'Slip {number}', states: { due: 'Due', 'due-today': 'Due today', overdue: 'Overdue', paid: 'Paid', pending: 'Being paid' } },
  binding: { title: 'Binding number', what: 'For people whom face recognition can’t tell apart. Good until {time}.' },
  border: { title: 'Border code', what: 'Good at the border gates only. Try what a counter says.' },
  blue: { title: 'Non-resident worker’s card', what: 'The card carries a code of its own. Try what a counter says.' },
  copy: 'Copy the code’s text',
  copied: 'Copied',
  code: 'Code: {what}',
  loading: 'One moment',
  lost: 'The sandbox does not answer. This page tries again by itself.'
}
