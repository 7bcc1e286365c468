/**
 * The padding that scanners, hosts and makers put around a code, as UTF-8 with one character a byte: NUL, STX, ETX,
 * EOT, tab, line ends, FS to US, Unicode's blanks of every width (the zero-width ones and direction marks too), next
 * line, line and paragraph separator, soft hyphen, byte order mark, and that mark typed byte by byte.
 */
const PADDING = [
  /[\0\x02-\x04\t-\r\x1c-\x20]/,
  /\xc2[\x85\xa0\xad]/,
  /\xe1\x9a\x80/,
  /\xe2\x80[\x80-\x8f\xa8\xa9\xaf]/,
  /\xe2\x81[\x9f\xa0]/,
  /\xe3\x80\x80/,
  /\xef\xbb\xbf/,
  /\xc3\xaf\xc2\xbb\xc2\xbf/,
]
  .map(({ source }) => source)
  .join('|')
const PADDING_AHEAD = new RegExp(`^(?:${PADDING})+`)
const PADDING_AT_END = new RegExp(`(?:${PADDING})$`)
const LONGEST_PADDING = 6
/** An AIM symbology identifier (ISO/IEC 15424) that a scanner typed ahead of the data. */
export const SYMBOLOGY_AHEAD = /^\][A-Za-z][0-9A-Za-z]/

/** A code without its wrapping. */
export interface Unwrapped {
  /** The data, one character a byte. */
  latin: string
  /** The data with the padding behind it. */
  open: string
  /** The symbology identifier that the device gave, else the one typed ahead. */
  symbology: string | undefined
}

/**
 * Takes blanks, NULs, line ends and byte order marks off both ends. `latin`: one character a byte. Work grows with its
 * length.
 */
export function withoutPadding(latin: string): string {
  const data = withoutPaddingAhead(latin)
  let end = data.length
  for (;;) {
    const padding = PADDING_AT_END.exec(data.slice(Math.max(0, end - LONGEST_PADDING), end))?.[0].length
    if (padding === undefined) return data.slice(0, end)
    end -= padding
  }
}

function withoutPaddingAhead(latin: string): string {
  return latin.replace(PADDING_AHEAD, '')
}

/**
 * Takes a code's outer wrapping off (codes.md, section 1): padding at both ends, and one symbology identifier typed
 * ahead. No code of ours begins or ends with any of it. `latin` has one character a byte; `symbology` is the device's
 * own, if it gave one.
 */
export function unwrap(latin: string, symbology: string | undefined): Unwrapped {
  const data = withoutPaddingAhead(latin)
  const typed = SYMBOLOGY_AHEAD.exec(data)?.[0]
  const open = typed === undefined ? data : withoutPaddingAhead(data.slice(typed.length))
  return { latin: withoutPadding(open), open, symbology: symbology ?? typed }
}
