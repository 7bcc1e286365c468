import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { sameText } from '../serving/gateway-api.ts'

/** From this many wrong codes in a row on, each doubles the wait. */
const FREE_TRIES = 5
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 5 * 60_000
const SESSION_BYTES = 32
const MOST_PHONES = 16
const MAX_FORM_BYTES = 256

/**
 * A new session's token, or why there is none: `wrong` (not the code, or no session left), or `wait` while it is too
 * soon.
 */
export type PairingAnswer = { paired: string } | { refused: 'wrong' | 'wait' }

/**
 * Exchanges the six-digit code for a session, 16 at most. Refuses with `wrong` (not the code, or no session left) and
 * `wait` (too soon). Wrong codes make everybody wait, so that many guessers together gain nothing.
 */
export function createPairing(deps: { code: string; clock: Clock; random: Random }) {
  const sessions = new Set<string>()
  let wrong = 0
  let waitUntil = 0
  return {
    pair(code: string): PairingAnswer {
      const now = deps.clock.monotonic()
      if (now < waitUntil) return { refused: 'wait' }
      if (!sameText(code, deps.code) || sessions.size >= MOST_PHONES) {
        wrong++
        if (wrong >= FREE_TRIES) waitUntil = now + Math.min(FIRST_WAIT * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT)
        return { refused: 'wrong' }
      }
      wrong = 0
      const session = Buffer.from(deps.random.bytes(SESSION_BYTES)).toString('base64url')
      sessions.add(session)
      return { paired: session }
    },
    knows: (session: string | undefined) => session !== undefined && sessions.has(session),
  }
}
export type Pairing = ReturnType<typeof createPairing>

const FORM_POLICY = "default-src 'none'; style-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const WORDS = {
  ask: [
    '請輸入電腦畫面上的六位數字。',
    'Escreva os seis algarismos que aparecem no ecrã do computador.',
    'Type the six digits shown on the computer’s screen.',
    '请输入电脑画面上的六位数字。',
  ],
  wrong: [
    '數字不正確,請再試。',
    'O número não está certo. Tente de novo.',
    'That isn’t the number. Please try again.',
    '数字不正确,请再试。',
  ],
  wait: ['請稍候再試。', 'Espere um pouco e tente de novo.', 'Please wait a little and try again.', '请稍候再试。'],
}

function form(message: keyof typeof WORDS): string {
  const lines = WORDS[message].map((line) => `<p>${line}</p>`).join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Balcão · TRAINING</title>${lines}
<form method="post" action="/pair">
<input name="code" inputmode="numeric" autocomplete="off" maxlength="6" pattern="[0-9]{6}" required autofocus>
<button>→</button></form></html>`
}

/** Guards the phone page on a local network: who hasn't paired gets only the page that asks for the code. */
export function createPairingGate(pairing: Pairing, behind: Hono, cookieName: string) {
  const app = new Hono()
  const answer = (message: keyof typeof WORDS, status: 401 | 403 | 429) =>
    new Response(form(message), {
      status,
      headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': FORM_POLICY },
    })

  app.post('/pair', bodyLimit({ maxSize: MAX_FORM_BYTES }), async (context) => {
    const { code } = await context.req.parseBody().catch(() => ({ code: undefined }))
    const outcome = pairing.pair(typeof code === 'string' ? code : '')
    if ('refused' in outcome) return outcome.refused === 'wait' ? answer('wait', 429) : answer('wrong', 403)
    setCookie(context, cookieName, outcome.paired, { httpOnly: true, sameSite: 'Strict', path: '/' })
    return context.redirect('/', 303)
  })
  app.all('*', (context) => {
    if (pairing.knows(getCookie(context, cookieName))) return behind.fetch(context.req.raw)
    return context.req.path === '/' && context.req.method === 'GET'
      ? answer('ask', 401)
      : context.json({ code: 'UNAUTHORIZED' }, 401)
  })
  return app
}
