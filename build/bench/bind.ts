import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGateway, enrol } from '../../electron/gateway/client.ts'
import type { Gateway } from '../../electron/gateway/port.ts'
import { systemClock, systemRandom } from '../../electron/start/system.ts'
import { createEnrolmentKey } from '../../electron/station/storage/keys.ts'
import { uuidV7 } from '../../electron/station/storage/uuid.ts'
import { createActMemory, createVisit } from '../crash/act-people.ts'
import { openPage, type Page } from '../crash/page.ts'
import { startStationProcess } from '../crash/station-orders.ts'
import { openWorld, type World } from '../crash/world.ts'
import { NOT_YET, pause } from '../crash/windows.ts'
import { accepted } from '../twins/accepted.ts'
import { measureOnScreen } from './bind-screen.ts'

const WARM_UP = 5
/** A station begins 60 acts a minute at most. */
const BINDINGS = 40
const LIMIT_MS = 300
const CARD_LIMIT_MS = 1_000
const READY_WITHIN_MS = 30_000
const LOOK_MS = 50
/** Twins, who take turns; the bare calls are of somebody else. */
const RESIDENTS = ['twin-one', 'twin-two'] as const
const BARE = 'elderly'

/**
 * Measures a binding at the kiosk's page of a station in its own process, over its socket: from the confirmation to
 * *done* at the page, and from putting the virtual card in to the name at the page. Alternating rounds measure the
 * gateway's own time: the same act, asked by a client that is no station (`gateway_ms`, `gateway_p95_ms`). Then, in a
 * real Chromium (`screen_`), from the touch to the painted *done*, and from the card to the painted question for the
 * finger: the kiosk's screen shows the name only with the confirmation.
 */
export async function run(): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-bench-'))
  const world = await openWorld(folder)
  const { sandbox, terminal } = world.order
  const running = await startStationProcess({ folder: join(folder, 'station'), sandbox, terminal })
  const gateway = await gatewayOf(sandbox)
  try {
    const page = await openPage(running.port, { face: 'kiosk', session: 'bench' }, () => undefined)
    await untilReady(page)
    const document = await world.documentOf(BARE)
    const times: { done: number; name: number; bare: number }[] = []
    for (let round = 0; round < WARM_UP + BINDINGS; round++) {
      const bare = await bareBinding(gateway, world, document)
      const took = await bind(page, world, RESIDENTS[round % RESIDENTS.length] ?? RESIDENTS[0])
      if (round >= WARM_UP) times.push({ ...took, bare })
    }
    const of = (which: 'done' | 'name' | 'bare', part: number) =>
      at(
        times.map((each) => each[which]),
        part,
      )
    const screen = await measureOnScreen()
    return {
      bindings: times.length,
      median_ms: round2(of('done', 0.5)),
      p95_ms: round2(of('done', 0.95)),
      gateway_ms: round2(of('bare', 0.5)),
      gateway_p95_ms: round2(of('bare', 0.95)),
      p95_besides_gateway_ms: round2(of('done', 0.95) - of('bare', 0.5)),
      ratio_to_gateway: round2(of('done', 0.5) / of('bare', 0.5)),
      limit_ms: LIMIT_MS,
      card_to_name_ms: round2(of('name', 0.5)),
      card_to_name_p95_ms: round2(of('name', 0.95)),
      card_limit_ms: CARD_LIMIT_MS,
      screen_bindings: screen.done.length,
      screen_median_ms: round2(at(screen.done, 0.5)),
      screen_p95_ms: round2(at(screen.done, 0.95)),
      screen_p95_besides_gateway_ms: round2(at(screen.done, 0.95) - of('bare', 0.5)),
      screen_card_to_finger_ms: round2(at(screen.finger, 0.5)),
      screen_card_to_finger_p95_ms: round2(at(screen.finger, 0.95)),
    }
  } finally {
    gateway.close()
    await running.stop()
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Binds an eID at the kiosk. Answers the milliseconds from the confirmation to *done*, and from card in to the name. */
async function bind(page: Page, world: World, resident: string): Promise<{ done: number; name: number }> {
  const memory = createActMemory()
  const visit = createVisit(
    { page, who: { face: 'kiosk', session: 'bench' } },
    { kind: 'bind', resident },
    { memory, world },
  )
  let cardIn = 0
  let named = 0
  const refused = await visit.toConfirmation({
    onCard: () => {
      cardIn = performance.now()
    },
    onName: () => {
      named = performance.now()
    },
  })
  if (refused !== undefined) throw new Error(refused)
  const confirmed = performance.now()
  const ended = await visit.confirm()
  const done = performance.now() - confirmed
  if (ended !== 'bind-done') throw new Error(ended)
  await visit.leave()
  return { done, name: named - cardIn }
}

/** The same act without a station: the gateway's call alone. */
async function bareBinding({ identity }: Gateway, world: World, document: string): Promise<number> {
  const number = await world.bindingNumber(BARE)
  const began = performance.now()
  const done = await identity.performAct({
    act: uuidV7(systemClock, systemRandom),
    reading: { service: 'eid-binding', purpose: 'bind' },
    place: 'kiosk',
    person: { by: 'finger', document },
    what: { kind: 'bind', number },
  })
  const took = performance.now() - began
  if (!done.ok || done.answer.state !== 'done') throw new Error('the gateway did not bind')
  return took
}

/** A gateway client of the bench's own, enrolled as another station at the same gateway. */
async function gatewayOf({ url, enrolmentCode }: World['order']['sandbox']): Promise<Gateway> {
  const enrolled = accepted(await enrol({ url, code: enrolmentCode, publicKey: createEnrolmentKey().publicKey }))
  return createGateway({
    url,
    token: enrolled.token,
    clock: systemClock,
    random: systemRandom,
    log: { info: () => undefined, warn: () => undefined },
  })
}

async function untilReady({ client }: Page): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS
  while ((await client.station.status()).readiness.reasons.some((reason) => NOT_YET.has(reason))) {
    if (performance.now() > until) throw new Error("the station isn't ready")
    await pause(LOOK_MS)
  }
}

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

const round2 = (value: number) => Math.round(value * 100) / 100
