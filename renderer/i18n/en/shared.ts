/** Words that every face uses. */
export const shared = {
  brand: { name: 'Balcão', line: 'Public services' },
  training: {
    banner: '培訓模式 • FORMAÇÃO • TRAINING',
    short: 'Training',
    data: 'No data here is real',
    phone: 'Open a resident’s phone',
    type: 'Type a code',
  },
  language: { choose: 'Language' },
  moment: {
    plain: {
      title: 'One moment, please',
      what: 'The machine is getting ready again.',
      long: 'This is taking longer than usual. Please use another machine, or ask a member of staff.',
    },
    silent: {
      title: 'This machine does not answer just now',
      what: 'It goes on by itself as soon as it answers again. If you were paying: nobody is charged twice.',
      long: 'This is taking longer than usual. Please use another machine, or ask a member of staff.',
    },
  },
  elsewhere: {
    title: 'This screen is already open in another window',
    what: 'Close this window or the other one. When the other one is closed, this one goes on by itself within seconds.',
  },
  faultScreen: {
    title: 'Something went wrong here',
    what: 'It is this machine’s fault, not yours. Please start again, or ask a member of staff.',
    incident: 'Incident {id}',
    again: 'Start again',
  },
  refusal: { hotline: 'Questions: {office} {number}', wait: 'Please wait {seconds} s.', left: 'Tries left: {left}.' },
  camera: {
    starting: 'Starting the camera',
    ready: 'Hold the code in front of the camera',
    none: 'No camera was found on this machine.',
    denied: 'The camera is not allowed on this machine.',
    busy: 'The camera is in use by another program.',
    failed: 'The camera did not start.',
    otherwise: 'The scanner still works: hold the code to it.',
    again: 'Try the camera again',
    view: 'What the camera sees',
  },
  entry: {
    title: 'Type or paste a code',
    label: 'The code’s text',
    hint: 'For training: copy the text of a code from the phone page.',
    read: 'Read the code',
    cancel: 'Cancel',
  },
  reasons: {
    'line-down': {
      what: 'The line to the departments is down',
      todo: 'eIDs are checked with the station’s own trust data. It tries again by itself.',
    },
    'line-starting': { what: 'The line is being set up', todo: 'This takes a few seconds.' },
    'trust-missing': { what: 'No trust data yet', todo: 'eIDs can’t be verified until it has come.' },
    'trust-expired': { what: 'The trust data has expired', todo: 'eIDs can’t be verified until new data comes.' },
    'trust-alert': {
      what: 'The last trust data offered was not taken',
      todo: 'The last good data stays in force. Tell a technician.',
    },
    'key-file': {
      what: 'The keys lie in a sealed file',
      todo: 'This machine has no key store of its own. Good enough for training.',
    },
    'disk-low': { what: 'Little room left on the disk', todo: 'Tell a technician.' },
    'device-lost': { what: 'A device does not answer', todo: 'Check its cable, then plug it in again.' },
    settling: {
      what: 'Earlier payments are being settled',
      todo: 'New payments wait until that is done; it takes a moment.',
    },
    'cash-open': {
      what: 'Cash was open when the station stopped',
      todo: 'Say whether it was taken; new payments wait for that.',
    },
    'money-stuck': {
      what: 'Money waits for longer than it should',
      todo: 'Payments go on. The takings (F9) say what waits; tell a technician.',
    },
    'clock-unknown': {
      what: 'The exact time isn’t known',
      todo: 'No payments until the departments’ time is confirmed. It tries again by itself; if it lasts, tell a technician.',
    },
    'clock-wrong': {
      what: 'This machine’s clock is wrong',
      todo: 'No payments until it is set right. Call a technician.',
    },
    'journal-checking': {
      what: 'The record of payments is being checked',
      todo: 'New payments wait until that is done; after an update it can take some minutes.',
    },
    'journal-locked': {
      what: 'Another program holds the record of payments',
      todo: 'No new payments until it lets go; it is tried again by itself. Tell a technician if it lasts.',
    },
    'journal-damaged': {
      what: 'The record of payments is damaged, or can’t be written',
      todo: 'No money is taken. Call a technician; nothing is overwritten.',
    },
    'head-unwitnessed': {
      what: 'Records can’t be secured just now',
      todo: 'No new payments until then. Call a technician if it lasts.',
    },
    'journal-went-back': {
      what: 'Newer payments are missing from the record of this station',
      todo: 'No money is taken or given back. Call a technician; nothing is overwritten.',
    },
    'keys-lost': { what: 'Sealed notes of earlier payments can’t be read', todo: 'Payments go on. Tell a technician.' },
  },
  line: { up: 'Line up', down: 'Line down', starting: 'Line starting' },
  trust: { current: 'Trust data current', missing: 'No trust data', expired: 'Trust data expired' },
  together: {
    title: 'Which code do you mean?',
    what: 'More than one code was in view that can be used here.',
    slip: '{kind}: {amount}',
    number: 'No. {number}',
    none: 'None of them',
  },
  reading: { title: 'Reading the code', what: 'This takes a moment.' },
}
