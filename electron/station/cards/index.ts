export { createForgottenCard, type ForgottenCard } from './forgotten-card.ts'
