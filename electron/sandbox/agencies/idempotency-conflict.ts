import { ORPCError } from '@orpc/server'

/** An idempotency key that came again with another question: a fault of whoever asks, never answered as if it were the same. */
export const idempotencyConflict = () => new ORPCError('CONFLICT')
