/** One key of a keyboard-mode scanner. */
export interface TypedKey {
  /** Its character by this computer's keyboard layout. */
  typed: string | undefined
  /**
   * Its character by the US layout, in which scanners type unless they are configured otherwise; without regard to Caps
   * Lock.
   */
  onUs: string | undefined
  capsLock: boolean
  altGraph: boolean
}

/** The beginning of our codes and of shops' codes (codes.md, section 1), after the prefixes that scanners may type. */
const CODE_START = /^\s*(?:\][A-Za-z]\d)?(?:\\\d{6})?(?:ME[A-Z]?1:|000201|hQVDUFYwM)/
/** The same in any case, for Caps Lock, and with another sign for the colon, for other layouts. */
const LIKE_A_CODE_START = /^\s*(?:\][A-Za-z]\d)?(?:\\\d{6})?(?:ME[A-Z]?1[^0-9A-Za-z]|000201|hQVDUFYwM)/i

/** Whether any reading of the keys begins like a code. */
export function beginsLikeACode(keys: readonly TypedKey[]): boolean {
  return readingsOf(keys).some((text) => LIKE_A_CODE_START.test(text))
}

/** Whether a key stands for a character. */
export function isCharacter(key: TypedKey): boolean {
  return key.typed !== undefined || key.onUs !== undefined
}

/**
 * The distinct readings of a burst's keys, the likeliest first: by the US layout, by the US layout with Caps Lock, and
 * by this computer's layout. Readings that begin like a code come first. With AltGr, which the US layout doesn't have,
 * this computer's layout comes before the US one.
 */
export function readingsOf(keys: readonly TypedKey[]): string[] {
  const typed = keys.map((key) => key.typed ?? key.onUs ?? '').join('')
  const places = keys.map(({ onUs }) => onUs)
  const place = places.every((one) => one !== undefined) ? places.join('') : undefined
  const locked =
    place !== undefined && keys.some(({ capsLock }) => capsLock)
      ? keys.map(({ onUs = '', capsLock }) => (capsLock ? withOtherCase(onUs) : onUs)).join('')
      : undefined
  const inOrder = keys.some(({ altGraph }) => altGraph) ? [typed, place, locked] : [place, locked, typed]
  const readings = [...new Set(inOrder.filter((text) => text !== undefined))]
  return [...readings.filter((text) => CODE_START.test(text)), ...readings.filter((text) => !CODE_START.test(text))]
}

function withOtherCase(letter: string): string {
  return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()
}
