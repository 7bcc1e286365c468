export type { IdCard } from './card-data.ts'
export { createForgottenCard, type ForgottenCard } from './forgotten-card.ts'
export { readIdCard } from './id-card.ts'
