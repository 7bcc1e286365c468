import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSSRApp, type Component } from 'vue'
import { renderToString } from 'vue/server-renderer'
import type { ScanAnswer } from '../../electron/contract/index.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import PersonCard from '../../renderer/ui/PersonCard.vue'
import RefusalWords from '../../renderer/ui/RefusalWords.vue'
import { createActMemory, doErrand, type ActMemory, type Errand } from '../crash/act-people.ts'
import { openPage, type Page } from '../crash/page.ts'
import { startStationProcess, type PageCaller, type StationProcess } from '../crash/station-orders.ts'
import { openWorld, type World } from '../crash/world.ts'
import { accepted } from '../twins/accepted.ts'
import { openFaultProxy, type FaultProxy } from './proxy.ts'

const KIOSK: PageCaller = { face: 'kiosk', session: 'k1' }
const COUNTER: PageCaller = { face: 'counter', session: 'c1' }
const RESIDENT = 'mother'
/** What a station asks the gateway, but for acts. */
const LINE = {
  heartbeat: '/v1/heartbeat',
  check: '/v1/presentations/check',
  bundle: '/v1/trust/bundle',
} as const
const FOR_GOOD = Array.from({ length: 10_000 }, () => ({ do: 'drop' as const }))

let folder: string
let world: World
let proxy: FaultProxy
let memory: ActMemory
let running: StationProcess[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-two-'))
  world = await openWorld(folder)
  proxy = await openFaultProxy(world.order.sandbox.url)
  memory = createActMemory()
  running = []
})
afterEach(async () => {
  await Promise.all(running.map((each) => each.kill()))
  await proxy.close()
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Starts a station with a gateway at `url`. */
async function start(name: string, url: string): Promise<StationProcess> {
  const station = await startStationProcess({
    folder: join(folder, name, 'station'),
    ...world.order,
    sandbox: { ...world.order.sandbox, url },
  })
  running.push(station)
  return station
}

const open = (station: StationProcess, who: PageCaller) => openPage(station.port, who, () => undefined)
const status = (page: Page) => page.client.station.status()
const becomes = (page: Page, state: 'up' | 'down') =>
  expect.poll(async () => (await status(page)).line.state).toBe(state)

/** A station's answer to the code that the telephone shows, which hears nothing from the register. */
async function answerTo(page: Page): Promise<ScanAnswer> {
  const data = Buffer.from(await world.eidWithoutContact(RESIDENT)).toString('base64')
  const answer = await page.client.scan.submit({ data, source: 'camera', symbology: ']Q1' })
  await page.client.person.end()
  return answer
}

/** What a kiosk says of that code. */
async function present(page: Page) {
  const answer = await answerTo(page)
  if (!answer.ok) return answer.refusal.code
  return 'person' in answer ? answer.person?.assurance : undefined
}

/** What the screen says of that code, in English, to a resident and to a clerk. */
async function wordsAt(page: Page): Promise<string[]> {
  const answer = await answerTo(page)
  i18n.global.locale.value = 'en'
  const drawn = (component: Component, props: Record<string, unknown>) =>
    renderToString(createSSRApp(component, props).use(i18n))
  if (answer.ok) return [await drawn(PersonCard, { person: answer.person, shown: false })]
  const { refusal } = answer
  return [await drawn(RefusalWords, { refusal, who: 'resident' }), await drawn(RefusalWords, { refusal, who: 'clerk' })]
}

/** The time of the revocations by which an eID was decided on, and their age, as a screen says it. */
const KNOWN = /Revocations known as of \d+ \w+ \d\d:\d\d, \d+ minutes? ago\./

const act = (page: Page, who: PageCaller, errand: Omit<Errand, 'resident'>) =>
  doErrand({ page, who }, { ...errand, resident: RESIDENT }, { memory, world })

it('a frozen eID counts no more: at once where the line is up, elsewhere from the next bundle on', async () => {
  const here = await start('here', world.order.sandbox.url)
  const there = await start('there', proxy.url)
  const [kiosk, counter, other] = [await open(here, KIOSK), await open(here, COUNTER), await open(there, KIOSK)]
  accepted(await counter.client.operators.signInTraining({ role: 'clerk' }))
  await becomes(kiosk, 'up')
  await becomes(other, 'up')
  await expect.poll(() => present(kiosk)).toMatchObject({ level: 'online' })
  await expect.poll(() => present(other)).toMatchObject({ level: 'online' })

  for (const path of Object.values(LINE)) proxy.plan(path, FOR_GOOD)
  await becomes(other, 'down')
  const frozenAfter = new Date().toISOString()
  expect(await act(kiosk, KIOSK, { kind: 'freeze', reason: 'lost' })).toBe('freeze-done')

  expect(await present(kiosk)).toBe('revoked')
  for (const words of await wordsAt(kiosk)) expect(words).not.toContain('known as of')
  const sure = await present(other)
  expect(sure).toMatchObject({ level: 'bundle' })
  expect(sure).toHaveProperty(
    'bundleIssuedAt',
    expect.toSatisfy((at: string) => at < frozenAfter),
  )
  for (const words of await wordsAt(other)) expect(words).toMatch(KNOWN)

  // At its start a station fetches the bundle, also while the gateway answers nothing else.
  await there.stop()
  proxy.clearFaults()
  for (const path of [LINE.heartbeat, LINE.check]) proxy.plan(path, FOR_GOOD)
  const again = await open(await start('there', proxy.url), KIOSK)
  await expect.poll(() => present(again)).toBe('revoked')
  for (const words of await wordsAt(again)) expect(words).toMatch(KNOWN)
  expect((await status(again)).line.state).not.toBe('up')

  proxy.clearFaults()
  await becomes(again, 'up')
  expect(await present(again)).toBe('revoked')

  expect(await act(counter, COUNTER, { kind: 'lift-freeze' })).toBe('lift-freeze-done')
  expect(await present(kiosk)).toMatchObject({ level: 'online' })
  expect(await present(again)).toMatchObject({ level: 'online' })
})
