export { createActs, type ActQuestion, type Acts } from './acts.ts'
export type { ActRecord, Identification } from './record.ts'
export { ACT_TABLE, type ActMove } from './states.ts'
