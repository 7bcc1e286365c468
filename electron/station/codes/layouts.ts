/** How many keys `LAYOUTS` lists, in rows (W3C, UI Events KeyboardEvent code Values, §3.1). */
const PLACES = 48
/** Stands for a key that gives no character of a code, or a dead key. */
const NONE = '\u0000'

/**
 * The characters of each layout's keys, alone and with Shift: Backquote, 1 to 0, Minus, Equal; Q to P, BracketLeft,
 * BracketRight, Backslash; A to L, Semicolon, Quote; Z to M, Comma, Period, Slash; IntlBackslash. From the layouts of
 * xkeyboard-config. `¤` stands for a key whose character is in no code.
 */
const LAYOUTS = {
  us: ["`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./\\", '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?|'],
  uk: ["`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./\\", '¬!"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?|'],
  pt: ["\\1234567890'«qwertyuiop+´~asdfghjklçºzxcvbnm,.-<", '|!"#$%&/()=?»QWERTYUIOP*`^ASDFGHJKLÇªZXCVBNM;:_>'],
  br: ["'1234567890-=qwertyuiop´[]asdfghjklç~zxcvbnm,.;\\", '"!@#$%¨&*()_+QWERTYUIOP`{}ASDFGHJKLÇ^ZXCVBNM<>:|'],
  es: ["º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-<", 'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_>'],
  it: ["\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-<", '|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_>'],
  fr: ['²&é"\'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!<', '¤1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§>'],
  de: ['^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-<', '°!"§$%&/()=?`QWERTZUIOPÜ*\'ASDFGHJKLÖÄYXCVBNM;:_>'],
  jp: ['¤1234567890-^qwertyuiop@[]asdfghjkl;:zxcvbnm,./\\', '¤!"#$%&\'()¤=~QWERTYUIOP`{}ASDFGHJKL+*ZXCVBNM<>?_'],
  dvorak: ["`1234567890[]',.pyfgcrl/=\\aoeuidhtns-;qjkxbmwvz\\", '~!@#$%^&*(){}"<>PYFGCRL?+|AOEUIDHTNS_:QJKXBMWVZ|'],
} as const satisfies Record<string, readonly [string, string]>

type Layout = keyof typeof LAYOUTS
const OTHERS = (Object.keys(LAYOUTS) as Layout[]).filter((name) => name !== 'us')

function tableFrom(from: Layout, to: Layout): ReadonlyMap<string, string> {
  const table = new Map<string, string>()
  for (const shift of [0, 1] as const) {
    for (let place = 0; place < PLACES; place++) {
      const [given, meant] = [LAYOUTS[from][shift].charAt(place), LAYOUTS[to][shift].charAt(place)]
      if (!table.has(given)) table.set(given, /[ -~]/.test(meant) ? meant : NONE)
    }
  }
  return table.set(' ', ' ')
}

/**
 * For each layout two tables: a US scanner at a computer with that layout, and a scanner with that layout at a US
 * computer.
 */
const TABLES = OTHERS.flatMap((layout) => [tableFrom(layout, 'us'), tableFrom('us', layout)])

function translate(text: string, table: ReadonlyMap<string, string>): string | undefined {
  let translated = ''
  for (const character of text) {
    const meant = table.get(character)
    if (meant === undefined || meant === NONE) return undefined
    translated += meant
  }
  return translated
}

/** A text as Caps Lock changes it, letters beyond ASCII included. */
function withOtherCase(text: string): string {
  return text.replace(/\p{L}/gu, (letter) => {
    const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()
    return other.length === letter.length ? other : letter
  })
}

/** The dead keys of each combining accent: on Spanish, Portuguese and similar layouts, and on US international. */
const ACCENTS: Readonly<Record<string, string>> = {
  '\u0300': '``',
  '\u0301': "´'",
  '\u0302': '^^',
  '\u0303': '~~',
  '\u0308': '¨"',
}

/** A typed text with each accent taken off its letter again, in the order in which the keys were pressed. */
function withoutComposing(text: string, keys: 0 | 1): string {
  return text
    .normalize('NFD')
    .replace(
      /([A-Za-z])([\u0300-\u0303\u0308])/g,
      (_, letter: string, accent: string) => (ACCENTS[accent]?.charAt(keys) ?? '') + letter,
    )
    .normalize('NFC')
}

/**
 * The layouts, at the computer or the scanner, whose keys typed `typed` where `meant` was scanned, and `caps-lock` where
 * that alone did.
 */
export function layoutsThatTyped(typed: string, meant: string): string[] {
  const swapped = withOtherCase(typed)
  if (typed !== meant && swapped === meant) return ['caps-lock']
  const each = [typed, swapped].flatMap((text) => [text, withoutComposing(text, 0), withoutComposing(text, 1)])
  return OTHERS.filter((layout) =>
    [tableFrom(layout, 'us'), tableFrom('us', layout)].some((table) =>
      each.some((text) => translate(text, table) === meant),
    ),
  )
}

/** How many characters, wrapping and prefix, a reading is judged by before the rest is translated. */
const START = 24

/**
 * The texts, other than `text` itself, that a scanner in keyboard mode may have meant, in groups, the likeliest first:
 * with Caps Lock on; then with another listed layout at the computer or the scanner, which are equally likely. Only
 * texts that `mayBegin` accepts as the start of a code are listed, each once. Never throws.
 */
export function keyboardReadings(text: string, mayBegin: (start: string) => boolean): string[][] {
  const swapped = withOtherCase(text)
  const typed = [text, swapped]
  const composed = /[^\0-\x7f]/.test(text)
    ? typed.flatMap((each) => [withoutComposing(each, 0), withoutComposing(each, 1)])
    : []
  const translated = [...typed, ...composed].flatMap((each) =>
    TABLES.flatMap((table) => {
      const start = translate(each.slice(0, START), table)
      return start !== undefined && mayBegin(start) ? (translate(each, table) ?? []) : []
    }),
  )
  const others = new Set(
    [...composed, ...translated].filter((each) => !typed.includes(each) && mayBegin(each.slice(0, START))),
  )
  return [swapped !== text && mayBegin(swapped.slice(0, START)) ? [swapped] : [], [...others]]
}
