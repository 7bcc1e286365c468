import { codes } from './codes.ts'
import { counter } from './counter.ts'
import { kiosk } from './kiosk.ts'
import { moneyRefusals } from './money-refusals.ts'
import { moneySteps } from './money-steps.ts'
import { money } from './money.ts'
import { people } from './people.ts'
import { phone } from './phone.ts'
import { refusals } from './refusals.ts'
import { shared } from './shared.ts'
import { steps } from './steps.ts'

export const en = {
  ...shared,
  ...people,
  ...codes,
  ...money,
  refusals: { ...refusals, ...moneyRefusals },
  steps: { ...steps, ...moneySteps },
  kiosk,
  counter,
  phone,
}
