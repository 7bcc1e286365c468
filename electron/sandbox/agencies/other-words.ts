import { ORPCError } from '@orpc/server'

/** A key that came again with other words: a fault of whoever asks, never answered as if it were the same. */
export const otherWords = () => new ORPCError('CONFLICT')
