/** How long a customer's window shows what has ended before it is blank again, in milliseconds. */
export const ENDED_SHOWN_MS = 60_000
