import { createHash } from 'node:crypto'
import en from '../../renderer/i18n/en/fallback.json' with { type: 'json' }
import pt from '../../renderer/i18n/pt/fallback.json' with { type: 'json' }
import zhHans from '../../renderer/i18n/zh-Hans/fallback.json' with { type: 'json' }
import zhHant from '../../renderer/i18n/zh-Hant/fallback.json' with { type: 'json' }
import type { RefusalCode } from '../contract/index.ts'

/** A fallback page: it says one thing, without a script, where the shell has no page of the renderer to show. */
export type FallbackPage =
  | { what: 'locked' | 'used' | 'refused' | 'not-found' | 'not-built' }
  | { what: 'starting' }
  | { what: 'fault'; incident: string; why: StartRefusal }

/** The reasons why a station can't start for which the page tells a technician what to do. */
export const START_REFUSALS = [
  'folder-unwritable',
  'folder-newer',
  'disk-full',
  'data-damaged',
  'journal-locked',
  'key-locked',
  'not-allowed',
  'invalid-input',
  'fault',
] as const satisfies readonly RefusalCode[]
export type StartRefusal = (typeof START_REFUSALS)[number]

/**
 * What a fallback page says in one language. `technician`: what a technician can do about each reason, while the machine
 * tries again by itself.
 */
interface Words {
  says: Record<FallbackPage['what'], string>
  incident: string
  technician: Record<StartRefusal, string>
}

/** Each language's words, in the order of the kiosk's choice of languages. */
const WORDS: readonly (readonly [language: string, words: Words])[] = [
  ['zh-Hant', zhHant.fallback],
  ['pt', pt.fallback],
  ['en', en.fallback],
  ['zh-Hans', zhHans.fallback],
]

const MARK = '櫃台通 · Balcão'

/** Every character that a fallback page can show, by which its fonts are chosen. */
export const FALLBACK_TEXT =
  WORDS.flatMap(([, { says, incident, technician }]) => [
    ...Object.values(says),
    ...Object.values(technician),
    incident,
  ]).join('') +
  MARK +
  '0123456789abcdef'

/** The path of the style sheet with the fallback pages' fonts. The goldens hold it, so it keeps its older name. */
export const FALLBACK_FONTS_PATH = '/calm.css'

const STYLE = `
html { color-scheme: light; background: #f6f4ee; color: #14201b; font: clamp(18px, 2.6vw, 28px)/1.5 \
"Noto Sans Variable", "Noto Sans TC Variable", "Noto Sans TC", system-ui, sans-serif }
:lang(zh-Hans) { font-family: "Noto Sans Variable", "Noto Sans SC Variable", "Noto Sans SC", system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center }
main { max-width: 34em; margin: 2em; padding: 2em 2.5em; background: #fff; border-radius: 32px; box-shadow: 0 12px 40px #14201b14 }
p { margin: .9em 0 } .mark { color: #00553c; font-weight: 700; letter-spacing: .02em } .incident { font-variant-numeric: tabular-nums }
.technician { color: #44534c; font-size: .8em }
`

/** The hash of the fallback pages' style sheet, as the content security policy names it. */
export const FALLBACK_STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const paragraphs = (textOf: (words: Words) => string, kind = ''): string =>
  WORDS.map(([language, words]) => `<p lang="${language}"${kind}>${escaped(textOf(words))}</p>`).join('\n')

/**
 * Renders a fallback page as HTML. While the station starts, or can't, the page reloads itself without a script: after
 * 1 s or 10 s.
 */
export function renderFallbackPage(page: FallbackPage): string {
  const waits = page.what === 'starting' || page.what === 'fault'
  const more =
    page.what === 'fault'
      ? '<p ' +
        `class="incident">${WORDS.map(([language, { incident }]) => `<span lang="${language}">${incident}</span>`).join(' · ')} ` +
        `<b>${escaped(page.incident)}</b></p>\n${paragraphs(({ technician }) => technician[page.why], ' class="technician"')}`
      : ''
  return `<!doctype html>
<html lang="zh-Hant">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${waits ? `<meta http-equiv="refresh" content="${page.what === 'starting' ? 1 : 10}">\n` : ''}<link rel="icon" href="data:,">
<title>Balcão</title>
<link rel="stylesheet" href="${FALLBACK_FONTS_PATH}">
<style>${STYLE}</style>
</head>
<body><main>
<p class="mark">${MARK}</p>
${paragraphs(({ says }) => says[page.what])}
${more}
</main></body>
</html>
`
}

/** What the technician can do, in English, for a terminal. */
export function technicianAdvice(why: StartRefusal): string {
  return en.fallback.technician[why].replace('Technician: ', '')
}

/** The reason that is shown for a refusal at the start; a refusal without a sentence of its own is shown as a fault. */
export function startRefusal(code: RefusalCode): StartRefusal {
  return START_REFUSALS.find((each) => each === code) ?? 'fault'
}
