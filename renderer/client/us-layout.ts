/**
 * The characters of each key of a US keyboard, alone and with Shift (W3C, UI Events KeyboardEvent code Values, §3.1);
 * scanners type in this layout by default.
 */
const KEYS: Readonly<Record<string, string>> = {
  Space: '  ',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  NumpadDecimal: '..',
  NumpadDivide: '//',
  NumpadMultiply: '**',
  NumpadSubtract: '--',
  NumpadAdd: '++',
}

const SHIFTED_DIGITS = ')!@#$%^&*('

/** The character of a key (`code`) on a US keyboard; undefined where the key has none. */
export function usCharacter({
  code,
  shift,
  capsLock,
}: {
  code: string
  shift: boolean
  capsLock: boolean
}): string | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return shift === capsLock ? letter.toLowerCase() : letter
  const digit = /^Digit(\d)$/.exec(code)?.[1]
  if (digit) return shift ? SHIFTED_DIGITS[Number(digit)] : digit
  return /^Numpad(\d)$/.exec(code)?.[1] ?? KEYS[code]?.[shift ? 1 : 0]
}
