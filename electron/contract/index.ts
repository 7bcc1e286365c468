import { acts } from './acts.ts'
import { bills } from './bills.ts'
import { customer } from './customer.ts'
import { devices } from './devices.ts'
import { operators } from './operators.ts'
import { payments } from './payments.ts'
import { personProcedures } from './person.ts'
import { reads } from './reads.ts'
import { scan } from './scan.ts'
import { services } from './services.ts'
import { station } from './station.ts'
import { technician } from './technician.ts'

/** Everything that a page or the command line may ask of a station. */
export const contract = {
  station,
  devices,
  operators,
  services,
  scan,
  person: personProcedures,
  reads,
  bills,
  payments,
  acts,
  customer,
  technician,
}

export * from './acts.ts'
export * from './bills.ts'
export * from './card.ts'
export * from './customer.ts'
export * from './devices.ts'
export * from './hotlines.ts'
export * from './next-steps.ts'
export * from './operators.ts'
export * from './payment-phases.ts'
export * from './payments.ts'
export * from './person.ts'
export * from './procedure.ts'
export * from './reads.ts'
export * from './refusal-policy.ts'
export * from './refusals.ts'
export * from './scan.ts'
export * from './services.ts'
export * from './station.ts'
export * from './technician.ts'
