import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import type { Random } from '../../../hardware/ports.ts'
import type { SetClock } from '../../common/set-clock.ts'
import {
  answersOrder,
  autoOrder,
  billOrder,
  cardOrder,
  clockOrder,
  continueOrder,
  faultOrder,
  freezeOrder,
  mintOrder,
  seasonOrder,
  type books,
  type continuation,
  type controls,
  type heldCard,
  type mintedBills,
  type mintedCodes,
  type register as registerAnswer,
  type residents,
} from './books-contract.ts'
import type { Books } from '../agencies/books.ts'
import { RESIDENTS } from '../phones/residents.ts'
import { virtualCardOf } from '../trust/id-cards.ts'
import type { SandboxKeys } from '../trust/keys.ts'
import type { GatewayFaults } from './controls.ts'
import { isJson, readJson } from './json-body.ts'
import type { Money } from './money-api.ts'
import type { Register } from '../identity/register.ts'
import type { Store } from './store.ts'
import { ENDLESS_HOLDER, WALLETS } from '../wallets/wallets.ts'

const MAX_BODY_BYTES = 64 * 1024
const CODE_LIFE_MS = 10 * 60_000
const SMALL_BILL_AVOS = 10_000
const NUMBER_BYTES = 6

/**
 * Serves the training's control: the books, and faults on purpose. It is reached only on this machine under a host name
 * of its own, by no station and no phone. `onAnnounced` hears that something in the trust bundle has changed.
 */
export function createBooksApp(deps: {
  money: Money
  register: Register
  books: Books
  store: Pick<Store, 'hasStation' | 'idCardOf'>
  keys: Pick<SandboxKeys, 'documents'>
  random: Random
  clock: SetClock
  faults: GatewayFaults
  onAnnounced: () => void
}) {
  const { money, random } = deps
  const app = new Hono()
  const refused = (context: Context) => context.json({ code: 'BAD_REQUEST' }, 400)
  app.use(
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => context.json({ code: 'PAYLOAD_TOO_LARGE' }, 413) }),
  )

  app.get('/books', (context) => {
    money.wallets.settle()
    return context.json<z.infer<typeof books>>({ ...money.keeping.all(), stations: money.heads.all() })
  })
  app.get('/register', (context) => context.json<z.infer<typeof registerAnswer>>(deps.register.all()))
  app.post('/freezes', async (context) => {
    const order = await readJson(context, freezeOrder)
    if (!order) return refused(context)
    return deps.register.freezes.move(order.freeze, order.endsAt)
      ? context.json({ ok: true })
      : context.json({ code: 'NOT_FOUND' }, 404)
  })
  app.get('/controls', (context) =>
    context.json<z.infer<typeof controls>>({
      answers: deps.faults.now(),
      offsetMs: deps.clock.offsetMs(),
      walletShow: money.wallets.autoNow().walletShow,
    }),
  )
  app.post('/answers', async (context) => {
    const order = await readJson(context, answersOrder)
    if (!order) return refused(context)
    deps.faults.set(order.answers)
    return context.json({ ok: true })
  })
  app.post('/clock', async (context) => {
    const order = await readJson(context, clockOrder)
    if (!order) return refused(context)
    deps.clock.setOffset(order.offsetMs)
    return context.json({ ok: true })
  })
  app.post('/faults', async (context) => {
    const order = await readJson(context, faultOrder)
    if (!order) return refused(context)
    if (order.clear) money.faults.clear()
    for (const fault of order.faults ?? []) money.faults.add(fault)
    const unknown = (order.bills ?? []).filter(
      ({ number, amountAvos, paidElsewhere }) => !money.bills.mark(number, { amountAvos, paidElsewhere }),
    )
    for (const { wallet, on, window } of order.maintenance ?? []) money.wallets.sleep(wallet, on, window)
    if (order.maintenance) deps.onAnnounced()
    return unknown.length > 0
      ? context.json({ code: 'NOT_FOUND', bills: unknown.map(({ number }) => number) }, 404)
      : context.json({ ok: true })
  })
  app.post('/reset', (context) => {
    if (!isJson(context)) return refused(context)
    deps.register.reset()
    if (money.reset().movedSeason) deps.onAnnounced()
    return context.json({ ok: true })
  })
  app.post('/season', async (context) => {
    const order = await readJson(context, seasonOrder)
    if (!order) return refused(context)
    if (money.bills.moveSeason(order)) deps.onAnnounced()
    return context.json({ ok: true })
  })
  app.post('/auto', async (context) => {
    const order = await readJson(context, autoOrder)
    if (!order) return refused(context)
    money.wallets.keepAuto({ walletShow: order.walletShow, afterMs: order.afterMs ?? 0 })
    return context.json({ ok: true })
  })
  app.post('/mint', async (context) => {
    const order = await readJson(context, mintOrder)
    if (!order) return refused(context)
    const { count, wallet = WALLETS[0].id, forMs = CODE_LIFE_MS } = order
    const codes = deps.books.inTransaction(() =>
      Array.from({ length: count }, () => money.wallets.mint(ENDLESS_HOLDER, wallet, forMs)),
    )
    return context.json<z.infer<typeof mintedCodes>>({ codes })
  })
  app.post('/bills', async (context) => {
    const order = await readJson(context, billOrder)
    if (!order) return refused(context)
    const { count, kind = 'slip', amountAvos = SMALL_BILL_AVOS } = order
    const made = deps.books.inTransaction(() =>
      Array.from({ length: count }, () => {
        const number = `T${Buffer.from(random.bytes(NUMBER_BYTES)).toString('hex')}`
        const { ref, agency } = money.bills.mint(number, kind, amountAvos)
        return { ref, agency, kind, number, amountAvos }
      }),
    )
    return context.json<z.infer<typeof mintedBills>>({ bills: made })
  })
  serveCards(app, deps)
  app.post('/continue', async (context) => {
    const order = await readJson(context, continueOrder)
    if (!order) return refused(context)
    if (!deps.store.hasStation(order.station)) return context.json({ code: 'NOT_FOUND' }, 404)
    return context.json<z.infer<typeof continuation>>({ code: money.continuations.issue(order.station) })
  })
  app.notFound((context) => context.json({ code: 'NOT_FOUND' }, 404))
  app.onError((_, context) => context.json({ code: 'INTERNAL_SERVER_ERROR' }, 500))
  return app
}

/** Serves who the residents are, and what each puts into a card reader. */
function serveCards(app: Hono, deps: { store: Pick<Store, 'idCardOf'>; keys: Pick<SandboxKeys, 'documents'> }): void {
  app.get('/residents', (context) =>
    context.json<z.infer<typeof residents>>({
      residents: RESIDENTS.map(({ id, nameChinese, nameForeign }) => ({ id, nameChinese, nameForeign })),
    }),
  )
  app.post('/card', async (context) => {
    const order = await readJson(context, cardOrder)
    if (!order) return context.json({ code: 'BAD_REQUEST' }, 400)
    const held = virtualCardOf(deps, order.resident)
    return held
      ? context.json<z.infer<typeof heldCard>>({ ...held, card: { ...held.card } })
      : context.json({ code: 'NOT_FOUND' }, 404)
  })
}
