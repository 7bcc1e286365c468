import { pay } from './pay.ts'

/** The kiosk: a resident, standing, touching. */
export const kiosk = {
  title: 'Balcão self-service',
  home: {
    title: 'Hold a code to the scanner',
    what: 'Your electronic identity or a payment slip. There is no button to press.',
    start: 'Scan with the camera',
    reading: 'Reading the code',
    myEid: { title: 'My eID', what: 'See what your electronic identity shows' },
    tax: { title: 'Vehicle tax', what: 'Pay for one vehicle or several' },
    slip: { title: 'Fines and slips', what: 'Pay a traffic fine, or a slip of the courts' },
    payAway: 'No payments can be made here just now',
    eidAway: 'eIDs can’t be checked here just now',
  },
  scan: {
    any: { title: 'Show the code to the camera', what: 'An electronic identity or a payment slip.' },
    'my-eid': {
      title: 'Show your electronic identity',
      what: 'In the Macao One Account app: My cards, Identity, Electronic identity.',
    },
    slip: { title: 'Show the code on the slip', what: 'Hold the slip flat, with the whole code in the frame.' },
    tax: {
      title: 'Show your electronic identity, or the tax notice',
      what: 'In the Macao One Account app: My cards, Identity, Electronic identity.',
    },
    wallet: {
      title: 'Hold your wallet’s payment code to the scanner',
      what: 'Open the payment code in your wallet: {amount} will be asked for.',
    },
  },
  answer: {
    purpose: 'Only you see this. Nothing is kept when you leave.',
    again: 'Scan again',
  },
  leave: {
    title: 'Nothing of yours is left here',
    what: 'Thank you. The next person starts afresh.',
    home: 'Start',
    cancelled: {
      title: 'Your payment is cancelled',
      what: 'Anything that was taken goes back by itself to where it came from.',
    },
    open: {
      title: 'Your payment is being looked after',
      what: 'This machine goes on asking about it. The same plate, slip or eID finds it again, at any kiosk or counter.',
    },
    staff: {
      title: 'A member of staff sees to your payment',
      what: 'Keep the slip: its code finds the payment again at this machine, and you can show it at a counter.',
    },
  },
  idle: {
    title: 'Are you still there?',
    what: {
      one: 'In one second everything of yours is removed from this screen.',
      many: 'In {seconds} seconds everything of yours is removed from this screen.',
    },
    stay: 'Yes, I’m here',
    left: '{seconds} seconds left.',
    cancelled: 'The payment is cancelled then; whatever was taken goes back.',
    open: 'The machine goes on asking about your payment by itself.',
    staff: 'A member of staff sees to your payment; please keep the slip.',
  },
  nav: { back: 'Back', cancel: 'Cancel', leave: 'Done, leave' },
  access: {
    title: 'How you like the screen',
    simple: 'Simple view',
    text: 'Text size',
    textStep: 'Size {step} of 3',
    voice: 'Read aloud',
    voiceNone: 'No voice here',
    reach: 'Low reach',
    themes: { plain: 'Light', dark: 'Dark', contrast: 'High contrast' },
    voiceMissing: 'This machine has no voice for this language yet.',
  },
  pay,
}
