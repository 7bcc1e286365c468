/** What a person has chosen to show to the scanner. */
const SCAN_PURPOSES = ['any', 'my-eid', 'slip', 'tax', 'wallet'] as const
export type ScanPurpose = (typeof SCAN_PURPOSES)[number]

/** Reads the scan purpose from a route's parameter; an unknown word is `any`. */
export function scanPurposeOf(word: unknown): ScanPurpose {
  return SCAN_PURPOSES.find((purpose) => purpose === word) ?? 'any'
}

/** What a person may type where they have nothing to scan. */
const TYPED = ['plate', 'notice', 'slip'] as const
export type Typed = (typeof TYPED)[number]

/** Reads from a route's parameter what is typed; an unknown word is `plate`. */
export function typedOf(word: unknown): Typed {
  return TYPED.find((typed) => typed === word) ?? 'plate'
}
