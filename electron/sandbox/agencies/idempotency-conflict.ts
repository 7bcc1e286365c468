import { ORPCError } from '@orpc/server'

/**
 * The error for an idempotency key that comes again with another question. The caller is at fault, so it never gets the
 * first answer.
 */
export const idempotencyConflict = () => new ORPCError('CONFLICT')
