/** What a scan may be for: what a person has chosen to show. */
const SCAN_PURPOSES = ['any', 'my-eid', 'slip', 'tax', 'wallet'] as const
export type ScanPurpose = (typeof SCAN_PURPOSES)[number]

/** The word of a route as one of `WANTS`. */
export function scanPurposeOf(word: unknown): ScanPurpose {
  return SCAN_PURPOSES.find((purpose) => purpose === word) ?? 'any'
}

/** What a person may type where they have nothing to scan. */
const TYPED = ['plate', 'notice', 'slip'] as const
export type Typed = (typeof TYPED)[number]

/** The word of a route as one of `TYPED`. */
export function typedOf(word: unknown): Typed {
  return TYPED.find((typed) => typed === word) ?? 'plate'
}
