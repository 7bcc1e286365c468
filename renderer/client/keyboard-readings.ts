/** One key of a scanner that types. */
export interface TypedKey {
  /** Its character by this computer's layout. */
  typed: string | undefined
  /**
   * The character of its place on a US keyboard, the layout that scanners type in unless they are set to another; Caps
   * Lock aside.
   */
  onUs: string | undefined
  capsLock: boolean
  altGraph: boolean
}

/** How every code of ours and every shop's begins (codes.md, section 1), behind what may be typed ahead of it. */
const CODE_START = /^\s*(?:\][A-Za-z]\d)?(?:\\\d{6})?(?:ME[A-Z]?1:|000201|hQVDUFYwM)/
/** The same with Caps Lock on, and on a layout on which the colon is another sign. */
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
 * What the keys of a burst can have meant, the likeliest first, without repeats: by their places on a US keyboard, the
 * same with the Caps Lock that is on, and as this computer's layout has them; what begins like a code before what
 * doesn't. AltGr is no key of a US keyboard: then the layout's own characters come first.
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
