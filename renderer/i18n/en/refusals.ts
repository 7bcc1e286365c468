/** Every refusal: what happened and that it is nobody's fault, for the resident and for the clerk. */
export const refusals = {
  malformed: {
    resident: {
      title: 'This code can’t be read',
      what: 'It belongs to a service here, but part of it is missing. That happens when a screen is dim or the code was cut off.',
    },
    clerk: {
      title: 'Incomplete code',
      what: 'The code begins like an eID, a slip or a receipt, but its form is not valid. Usually a cut-off or altered picture.',
    },
  },
  'scanner-setup': {
    resident: {
      title: 'This machine’s scanner is set up wrongly',
      what: 'Your code and your paper are not at fault: the scanner types other letters than it reads.',
    },
    clerk: {
      title: 'Scanner set up for another keyboard',
      what: 'What the scanner typed is whole on no keyboard that is known here. The paper is not at fault: set the scanner to USB keyboard with the US English layout.',
    },
  },
  'reading-key-unknown': {
    resident: {
      title: 'This eID is newer or older than this machine knows',
      what: 'Your eID is not at fault. An update is missing, in your app or here.',
    },
    clerk: {
      title: 'Reading key not known here',
      what: 'This station’s trust data has no key for this eID. Either the data is old or the app is.',
    },
  },
  tampered: {
    resident: {
      title: 'This code has been changed',
      what: 'What it holds does not open. Only the code on your own phone works, not a copy of it.',
    },
    clerk: {
      title: 'Code altered',
      what: 'The encrypted part does not open. It was damaged or changed after the phone made it.',
    },
  },
  'wrong-audience': {
    resident: {
      title: 'This code is for the border gates',
      what: 'Counters and kiosks use another code of the same app.',
    },
    clerk: { title: 'Border code', what: 'The presentation is addressed to the border gates, not to a counter.' },
  },
  'issuer-unknown': {
    resident: {
      title: 'This eID can’t be recognised yet',
      what: 'This machine does not know the key it was issued with.',
    },
    clerk: { title: 'Issuer key not known', what: 'No valid issuing key of DSI for this eID in the trust data.' },
  },
  'credential-forged': {
    resident: {
      title: 'This eID could not be confirmed',
      what: 'DSI’s signature on it does not match. It may come from a copy.',
    },
    clerk: {
      title: 'DSI’s signature does not match',
      what: 'The credential was not signed by DSI’s key. It proves nobody’s identity.',
    },
  },
  'credential-expired': {
    resident: {
      title: 'Your eID needs a refresh',
      what: 'The phone renews it when it is online. It may have been offline for too long.',
    },
    clerk: {
      title: 'eID not valid at this time',
      what: 'Its own dates don’t include this moment: mostly a phone that was offline for over a week, sometimes a wrong clock. The card itself may be valid.',
    },
  },
  'presentation-forged': {
    resident: { title: 'This eID could not be confirmed', what: 'It was not shown by the phone that it belongs to.' },
    clerk: {
      title: 'Not signed by the bound phone',
      what: 'The code was not made by the phone that this eID is bound to.',
    },
  },
  expired: {
    resident: {
      title: 'This code is out of date',
      what: 'The eID code changes every 30 seconds. A screenshot can’t be used.',
    },
    clerk: { title: 'Old code', what: 'A screenshot, or a code that was shown more than a minute ago.' },
  },
  'clock-ahead': {
    resident: { title: 'Your phone’s clock is ahead', what: 'The code carries a time that has not come yet.' },
    clerk: {
      title: 'Clocks disagree',
      what: 'The phone’s time is ahead of this station’s. If it happens with several phones, check the station’s clock.',
    },
  },
  replayed: {
    resident: { title: 'This code was already used', what: 'Each code works once. The next one comes by itself.' },
    clerk: { title: 'Code already used', what: 'The same code was read before, here or at another station.' },
  },
  revoked: {
    resident: {
      title: 'This eID is no longer bound to this phone',
      what: 'It was unbound, or moved to another phone.',
    },
    clerk: { title: 'eID unbound', what: 'This binding has ended: the eID was reset or moved to another phone.' },
  },
  'trust-expired': {
    resident: {
      title: 'eIDs can’t be checked here for now',
      what: 'This machine’s own data needs an update. Your eID is fine.',
    },
    clerk: {
      title: 'Trust data expired',
      what: 'This station’s trust data is past its date. No eID is verified until new data comes.',
    },
  },
  'trust-missing': {
    resident: {
      title: 'eIDs can’t be checked here yet',
      what: 'This machine is still waiting for its data. Your eID is fine.',
    },
    clerk: { title: 'No trust data yet', what: 'The station has not received its trust data. No eID can be verified.' },
  },
  'trust-refused': {
    resident: {
      title: 'This machine’s data was not renewed',
      what: 'The last good data stays in force. Your eID is fine.',
    },
    clerk: {
      title: 'New trust data not taken',
      what: 'What was offered did not pass its checks. The last good data stays in force.',
    },
  },
  'border-pass': {
    resident: {
      title: 'This code is for the border gates',
      what: 'It opens the gates and nothing else. Counters and kiosks use another code.',
    },
    clerk: { title: 'Border code', what: 'The resident shows the border code. It is not read here.' },
  },
  'merchant-qr': {
    resident: { title: 'This is a shop’s payment code', what: 'It pays a shop. Nothing was paid here.' },
    clerk: {
      title: 'Shop’s payment code',
      what: 'The code belongs to a shop, not to a public office. Nothing was paid.',
    },
  },
  'unknown-code': {
    resident: { title: 'This code isn’t used here', what: 'It was not opened and not kept.' },
    clerk: {
      title: 'Unknown code',
      what: 'None of the codes that this station reads. Its content was not opened or kept.',
    },
  },
  'wrong-crc': {
    resident: {
      title: 'This slip’s code is damaged',
      what: 'Its check digits do not match, so nothing of it is used.',
    },
    clerk: { title: 'Slip code damaged', what: 'The checksum of the payment code does not match its content.' },
  },
  'wrong-currency': {
    resident: { title: 'This slip is not in patacas', what: 'Public payments in Macao are made in patacas (MOP).' },
    clerk: { title: 'Not in patacas', what: 'The slip names another currency than MOP.' },
  },
  'wrong-country': {
    resident: { title: 'This slip is not from Macao', what: 'It names another place as its origin.' },
    clerk: { title: 'Not a Macao slip', what: 'The slip’s country is not MO.' },
  },
  'unknown-agency': {
    resident: {
      title: 'This slip’s office is not known here',
      what: 'The slip may be good, but this machine can’t tell whose it is.',
    },
    clerk: { title: 'Office not known', what: 'The slip names an office that this station does not know.' },
  },
  'service-not-approved': {
    resident: {
      title: 'This machine may not read an eID for this service',
      what: 'DSI approves each service and each field beforehand.',
    },
    clerk: {
      title: 'Service not approved here',
      what: 'DSI has not approved this service for this station. Nothing was read.',
    },
  },
  'service-not-chosen': {
    resident: { title: 'One moment more', what: 'No service was chosen yet, so nothing was read.' },
    clerk: { title: 'Choose the service first', what: 'Without a service no field is approved, so nothing was read.' },
  },
  'person-gone': {
    resident: { title: 'Your session has ended', what: 'What was read has been forgotten, as it should be.' },
    clerk: { title: 'The person’s data is gone', what: 'The session ended and the station has forgotten the person.' },
  },
  'sign-in-failed': {
    resident: { title: 'The counter is not open', what: 'No clerk is signed in.' },
    clerk: { title: 'Sign-in did not succeed', what: 'This station has no such login.' },
  },
  'no-code-found': {
    resident: { title: 'No code found', what: 'There was no code in the picture.' },
    clerk: { title: 'No code found', what: 'There was no code in the picture.' },
  },
  'image-unreadable': {
    resident: { title: 'The picture can’t be read', what: 'It is not a picture that this machine knows.' },
    clerk: { title: 'Picture not readable', what: 'The file is not a PNG or JPEG picture.' },
  },
  'key-locked': {
    resident: { title: 'This machine is not ready', what: 'Its keys are locked. It is not your fault.' },
    clerk: { title: 'Keys locked', what: 'The station’s keys can’t be opened on this machine.' },
  },
  'folder-in-use': {
    resident: { title: 'This machine is not ready', what: 'It is already running elsewhere. It is not your fault.' },
    clerk: { title: 'Already running', what: 'Another Balcão holds this data folder.' },
  },
  'folder-unwritable': {
    resident: { title: 'This machine is not ready', what: 'It can’t keep its records. It is not your fault.' },
    clerk: { title: 'Data folder not writable', what: 'The station can’t write to its data folder.' },
  },
  'folder-newer': {
    resident: { title: 'This machine is not ready', what: 'It is waiting for an update. It is not your fault.' },
    clerk: {
      title: 'Data from a newer version',
      what: 'The data folder was written by a newer Balcão. Nothing was changed.',
    },
  },
  'disk-full': {
    resident: { title: 'This machine is not ready', what: 'Its storage is full. It is not your fault.' },
    clerk: { title: 'Disk full', what: 'There is no room left for the station’s records.' },
  },
  'journal-locked': {
    resident: {
      title: 'This machine takes no payments just now',
      what: 'Its records are held by another program. Nothing was charged.',
    },
    clerk: {
      title: 'The journal is locked by another program',
      what: 'Something else on this machine holds the journal’s database. Nothing was charged. Try again in a moment; if it lasts, tell a technician.',
    },
  },
  'data-damaged': {
    resident: { title: 'This machine is not ready', what: 'Its records need a repair. It is not your fault.' },
    clerk: {
      title: 'Data damaged',
      what: 'The station’s records can’t be read, or aren’t as they were written. Rely on nothing that they say; nothing was overwritten.',
    },
  },
  'journal-went-back': {
    resident: {
      title: 'This machine takes no payments just now',
      what: 'Its record of payments is incomplete. Until that has been looked into, no money is taken or given back. Nothing was charged now.',
    },
    clerk: {
      title: 'Newer payments are missing here',
      what: 'An older record of this station was put back. Until a technician has looked into it, no money is taken or given back, and whether open cash was taken can’t be answered.',
    },
  },
  'invalid-input': {
    resident: { title: 'That did not work', what: 'This machine received something that it does not understand.' },
    clerk: { title: 'Input not valid', what: 'The station refused what the page sent.' },
  },
  'not-allowed': {
    resident: { title: 'This isn’t available here', what: 'This machine may not do that.' },
    clerk: { title: 'Not allowed', what: 'Your role at this station may not do that.' },
  },
  'unknown-procedure': {
    resident: { title: 'That did not work', what: 'This machine needs an update. It is not your fault.' },
    clerk: { title: 'Page and station differ', what: 'The page asked for something that this station does not have.' },
  },
  'gateway-unreachable': {
    resident: { title: 'The line is down', what: 'This machine can’t reach the department just now. It keeps trying.' },
    clerk: {
      title: 'Gateway not reachable',
      what: 'The agencies’ gateway does not answer. The station tries again by itself.',
    },
  },
  'gateway-refused': {
    resident: { title: 'The department’s system did not accept this', what: 'It is not your fault.' },
    clerk: { title: 'Refused by the gateway', what: 'The agencies’ gateway refused the station’s question.' },
  },
  fault: {
    resident: {
      title: 'Something went wrong here',
      what: 'It is this machine’s fault, not yours. Nothing of yours was kept.',
    },
    clerk: { title: 'A fault of the station', what: 'Something unexpected happened. The incident is in the log.' },
  },
}
