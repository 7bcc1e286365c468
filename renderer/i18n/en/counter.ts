import { till } from './counter-till.ts'

/** The counter: a clerk, eyes on the person, hands on the keyboard. */
export const counter = {
  title: 'Balcão counter',
  signIn: {
    title: 'Good day. This counter is closed.', what: 'Sign in as the training clerk to open it. Everything here is practice.', go: 'Sign in as training clerk',
    production: 'Sign-in for this counter is not set up yet. Please call a technician.'
  },
  bar: { omnibox: 'Scan any code, or type a plate or number', omniboxTraining: 'Scan any code, or type a plate, a number or a code’s text', signOut: 'Sign out' },
  service: { title: 'Service', none: 'No service is approved for this counter.', noneHow: 'DSI approves each service beforehand. Look at the trust data at the right.', fields: 'Fields approved by DSI' },
  task: {
    choose: 'Choose the service first', chooseHow: 'Press the key printed on it. Only the fields approved for that service can be read.',
    ready: 'Ask for the resident’s eID', readyHow: 'With their consent, hold the phone to the scanner. The code changes every 30 seconds.',
    camera: 'Use the camera', cameraOff: 'Close the camera', verified: 'Identity verified', verifiedBundle: 'Identity verified offline', verifiedHow: 'Compare the person in front of you with what the service needs. Press Esc when you are done.',
    again: 'Next scan'
  },
  person: {
    none: 'No person at the desk', noneHow: 'Scan an eID: what DSI approved for the service appears here.', end: 'End, forget the person',
    note: { one: 'Only this field is approved for “{service}”. Everything else stayed in the verification module.', many: 'Only these {count} fields are approved for “{service}”. Everything else stayed in the verification module.' },
    gone: 'The person has been forgotten.'
  },
  side: {
    notes: 'This session', notesNone: 'Nothing scanned yet', notesHow: 'Only the time and the kind are kept here.', good: 'Read', refused: 'Refused',
    station: 'This station', since: 'since {time}', issued: 'Issued {time}', expires: 'Good until {time}', version: 'Version {version}',
    noDevices: 'No scanner connected', noDevicesHow: 'The camera and a keyboard-mode scanner work without.', virtual: 'virtual', attention: 'Worth knowing'
  },
  foot: { age: 'Trust data {minutes} min old', clock: 'Macao time', themes: { plain: 'Light', dark: 'Dark', contrast: 'High contrast' } },
  devices: { ready: '{name} ready', starting: '{name} starting', lost: '{name} lost', failed: '{name} failed', all: 'Devices ready: {count}' }, takings: 'Today’s takings',
  till
}
