export { examineStation, type PolicyState, type Surroundings } from './doctor.ts'
export { createIncidents } from './incidents.ts'
export { readinessOf } from './readiness.ts'
export { keepSigningKey } from './signing-key.ts'
