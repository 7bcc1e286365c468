/** How long an act is kept without anything happening before it is left, in milliseconds: as a verified person is. */
export const ACT_KEPT_MS = 5 * 60_000
