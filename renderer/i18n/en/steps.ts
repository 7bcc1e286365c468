/** What to do next: `do` is the step, `how` a smaller line about it. */
export const steps = {
  'open-eid': { do: 'Open “Electronic identity”', how: 'In the Macao One Account app: My cards, Identity.' },
  'hold-code': { do: 'Hold the code to the scanner', how: 'About 10 cm away. There is no button to press.' },
  'newest-code': {
    do: 'Wait for the next code, then hold it here',
    how: 'It changes by itself every 30 seconds. Screenshots don’t work.',
  },
  'update-app': {
    do: 'Update the Macao One Account app',
    how: 'Then open “Electronic identity” again while you are online.',
  },
  'phone-clock': { do: 'Set your phone’s time to automatic', how: 'In the phone’s settings, under date and time.' },
  'own-phone': {
    do: 'Use the phone that your eID is bound to',
    how: 'An eID lives on one phone only. Binding it again moves it.',
  },
  'renew-online': { do: 'Open the app while your phone is online', how: 'The eID renews itself within a minute.' },
  'try-paper-slip': {
    do: 'Smooth the slip and try again',
    how: 'A fold, a stain or a cracked screen can hide part of the code.',
  },
  'whole-slip': {
    do: 'Find the code on your payment slip',
    how: 'Slips for tax, fines and fees carry a government payment code.',
  },
  'eid-not-border': {
    do: 'Open “Electronic identity” instead',
    how: 'The border code is good only at the border gates.',
  },
  'ask-staff': { do: 'Ask a member of staff', how: 'Every service can also be had at a counter.' },
  'dsi-counter': { do: 'Or go to a DSI counter with your ID card', how: 'You need no phone there.' },
  'issuer-counter': { do: 'Or take the slip to the office that issued it', how: 'Its name is at the top of the slip.' },
  'other-machine': { do: 'Please use another machine', how: 'Nothing of yours was kept on this one.' },
  'wait-try': { do: 'Wait a moment and try again', how: 'Nothing is lost.' },
  'clerk-ask-fresh': {
    do: 'Ask for the code that shows now',
    how: 'It changes every 30 s. A screenshot is not accepted.',
  },
  'clerk-ask-open-eid': {
    do: 'Ask the resident to open “Electronic identity”',
    how: 'One Account app: My cards, Identity.',
  },
  'clerk-ask-update': {
    do: 'Ask the resident to open the app while online',
    how: 'Update the app if it offers to; the eID renews itself.',
  },
  'clerk-ask-clock': {
    do: 'Ask the resident to set the phone’s time to automatic',
    how: 'Phone settings, date and time.',
  },
  'clerk-document': { do: 'Otherwise serve by identity card', how: 'Using an eID is voluntary (Law 2/2020).' },
  'clerk-dsi': { do: 'Direct the resident to DSI', how: 'The eID can be bound again at a DSI counter or kiosk.' },
  'clerk-do-not-accept': {
    do: 'Don’t accept this code as identification',
    how: 'It is most often a fault of the app: stay courteous.',
  },
  'clerk-report': {
    do: 'Report it if it happens again',
    how: 'Tell your supervisor the time; the record holds the rest.',
  },
  'clerk-choose': { do: 'Choose a service that this counter is approved for', how: 'Keys 1 to 3.' },
  'clerk-scan-again': { do: 'Scan again', how: 'Phone bright, about 10 cm from the scanner.' },
  'clerk-sign-in': { do: 'Sign in again', how: 'Then repeat the step.' },
  'clerk-bundle': {
    do: 'Check the trust data’s age at the right',
    how: 'It is fetched every 15 minutes while the line is up.',
  },
  'clerk-scanner-setup': {
    do: 'Set the scanner up',
    how: 'In its manual’s set-up codes: US English keyboard, no prefix, no delay between characters. Caps Lock on the computer off. Then scan again.',
  },
  'clerk-technician': { do: 'Call a technician', how: 'Give the time and this station’s number.' },
  'clerk-payer-slip': { do: 'Ask for the payment slip itself', how: 'It carries the government’s own payment code.' },
  'clerk-agency': {
    do: 'Direct the payer to the office that issued the slip',
    how: 'Its name is at the top of the slip.',
  },
  'clerk-line': { do: 'Look at the line’s state at the right', how: 'The station tries again by itself.' },
}
