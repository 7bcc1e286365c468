import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import { isJson, readJson } from '../serving/json-body.ts'
import {
  decisionOrder,
  phoneLanguage,
  requestQuestion,
  type bindingNumber,
  type walletRequest,
} from './phone-contract.ts'
import type { PageFile, Pages } from './pages.ts'
import type { Phones } from './phones.ts'

const MAX_BODY_BYTES = 4 * 1024

/** The page's content security policy: its own scripts, styles, fonts and API, and no frame around it. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Balcão · TRAINING</title>
<p>尚未建立手機頁面。A página do telefone ainda não foi construída. The phone page isn’t built yet. 尚未建立手机页面。</p></html>`

function answerFile(file: PageFile, status: 200 | 404 = 200): Response {
  return new Response(file.body, {
    status,
    headers: { 'content-type': file.type, 'content-security-policy': PAGE_POLICY },
  })
}

/** The page that plays a resident's phone, and its API. */
export function createPhoneApp(deps: { phones: Phones; pages: Pages }) {
  const app = new Hono()
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (context) => context.json({ code: 'PAYLOAD_TOO_LARGE' }, 413),
  })
  app.get('/', async () => {
    const page = await deps.pages.page()
    return page
      ? answerFile(page)
      : answerFile({ body: new TextEncoder().encode(NOT_BUILT), type: 'text/html; charset=utf-8' }, 404)
  })
  app.get('/assets/:name', async (context) => {
    const asset = await deps.pages.asset(context.req.param('name'))
    return asset ? answerFile(asset) : context.notFound()
  })
  app.get('/phone/residents', (context) => {
    const language = phoneLanguage.catch('en').parse(context.req.query('language'))
    return context.json(deps.phones.list(language))
  })
  app.get('/phone/residents/:id', (context) => {
    const language = phoneLanguage.catch('en').parse(context.req.query('language'))
    const hasContact = context.req.query('contact') !== 'none'
    const resident = deps.phones.show(context.req.param('id'), language, hasContact)
    return resident ? context.json(resident) : context.json({ code: 'NOT_FOUND' }, 404)
  })
  app.post('/phone/residents/:id/numbers', limit, (context) => {
    if (!isJson(context)) return context.json({ code: 'BAD_REQUEST' }, 400)
    const number = deps.phones.makeNumber(context.req.param('id'))
    return number ? context.json<z.infer<typeof bindingNumber>>(number) : context.json({ code: 'NOT_FOUND' }, 404)
  })
  app.post('/phone/residents/:id/requests', limit, async (context) => {
    const question = await readJson(context, requestQuestion)
    if (!question) return context.json({ code: 'BAD_REQUEST' }, 400)
    const request = deps.phones.request(context.req.param('id'), question)
    return request ? context.json<z.infer<typeof walletRequest>>(request) : context.json({ code: 'NOT_FOUND' }, 404)
  })
  app.post('/phone/residents/:id/decisions', limit, async (context) => {
    const order = await readJson(context, decisionOrder)
    if (!order) return context.json({ code: 'BAD_REQUEST' }, 400)
    const decided = deps.phones.decide(context.req.param('id'), order)
    return decided ? context.json<z.infer<typeof walletRequest>>(decided) : context.json({ code: 'NOT_FOUND' }, 404)
  })
  app.notFound((context) => context.json({ code: 'NOT_FOUND' }, 404))
  return app
}
