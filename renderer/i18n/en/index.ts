import { codes } from './codes.ts'
import { counter } from './counter.ts'
import { kiosk } from './kiosk.ts'
import { people } from './people.ts'
import { phone } from './phone.ts'
import { refusals } from './refusals.ts'
import { shared } from './shared.ts'
import { steps } from './steps.ts'

export const en = { ...shared, ...people, ...codes, refusals, steps, kiosk, counter, phone }
