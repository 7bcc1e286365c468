import { EventEmitter } from 'node:events'
import { afterEach, expect, it, vi } from 'vitest'
import { runStationProcess, type StationProcess } from './station-process.ts'

class Child extends EventEmitter {
  postMessage(message: { type: string }): void {
    if (message.type === 'close') this.emit('exit', 0)
  }
}

const forked = vi.hoisted(() => [] as EventEmitter[])
vi.mock('electron', () => ({
  app: { isPackaged: false },
  utilityProcess: {
    fork: () => {
      const child = new Child()
      forked.push(child)
      return child
    },
  },
}))

let station: StationProcess | undefined
afterEach(async () => {
  await station?.close()
  forked.length = 0
})

/** The station's process, played by the test. */
async function run() {
  const nothing = () => undefined
  station = runStationProcess({
    start: { folder: '/nowhere', mode: 'training' },
    keys: {
      protection: () => Promise.resolve('system'),
      open: () => Promise.resolve(null),
      opens: () => Promise.resolve(true),
      adopt: () => Promise.resolve(true),
      forget: () => Promise.resolve(true),
    },
    onStarted: nothing,
    onRefused: nothing,
    onLocked: nothing,
    onKeyFile: nothing,
  })
  await vi.waitFor(() => expect(forked).toHaveLength(1))
  return { station, child: () => forked.at(-1) }
}

it('a station is starting until it has started or failed, and none once it failed', async () => {
  const { station, child } = await run()
  expect(await station.ask()).toBe('starting')
  child()?.emit('message', { type: 'refused', refusal: { code: 'disk-full' } })
  expect(await station.ask()).toBe('none')
  child()?.emit('exit', 1)
  await vi.waitFor(() => expect(forked).toHaveLength(2))
  expect(await station.ask()).toBe('none')
})

it('a station is starting again when it died after it had started', async () => {
  const { station, child } = await run()
  child()?.emit('message', { type: 'started' })
  const asked = station.ask()
  child()?.emit('exit', 1)
  expect([await asked, await station.ask()]).toEqual(['starting', 'starting'])
})

it('a station is none when it died before it had started', async () => {
  const { station, child } = await run()
  child()?.emit('exit', 1)
  expect(await station.ask()).toBe('none')
})
