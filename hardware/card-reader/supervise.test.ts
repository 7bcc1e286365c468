import { describe, expect, it, vi } from 'vitest'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import { readerModel, superviseReaders } from './supervise.ts'
import { createVirtualPcsc } from './virtual-pcsc.ts'

function watched(isUsed?: (name: string) => boolean) {
  const time = createManualClock()
  const pcsc = createVirtualPcsc()
  const heard: string[] = []
  const onService = vi.fn()
  const start = () =>
    superviseReaders({
      pcsc,
      clock: time.clock,
      onService,
      ...(isUsed ? { isUsed } : {}),
      onFound: ({ key, name }) => ({
        onHolds: (_session, holds) => heard.push(`${key} as ${name()}: ${holds}`),
        onFault: (code) => heard.push(`${key}: ${code}`),
        onUnused: () => heard.push(`${key}: unused`),
      }),
    })
  return { ...time, pcsc, heard, onService, start }
}

describe('the supervisor of card readers', () => {
  it('takes a reader that comes back under another number for the missing one of its model and slot', async () => {
    const { pcsc, heard, start, pass } = watched()
    pcsc.plug('Reader X 00 00')
    pcsc.plug('Reader X 00 01')
    start()
    await pass(0)
    pcsc.unplug('Reader X 00 00')
    pcsc.plug('Reader X 01 00')
    pcsc.plug('Reader X 02 00')
    expect(heard).toEqual([
      'Reader X 00 00 as Reader X 00 00: nothing',
      'Reader X 00 01 as Reader X 00 01: nothing',
      'Reader X 00 00: unplugged',
      'Reader X 00 00 as Reader X 01 00: nothing',
      'Reader X 02 00 as Reader X 02 00: nothing',
    ])
    expect(readerModel('Reader X [CCID] (123) 0A 01')).toBe('Reader X [CCID] (123) 01')
  })

  it('looks for the service for ever, every ten seconds in the end', async () => {
    const { pcsc, heard, onService, start, pass, timers } = watched()
    pcsc.setService('service-missing')
    const supervisor = start()
    expect(onService.mock.calls).toEqual([['service-missing']])
    await pass(3_600_000)
    expect(onService).toHaveBeenCalledTimes(1)
    pcsc.setService('permission-denied')
    await pass(10_000)
    pcsc.setService(undefined)
    pcsc.plug('Reader X 00 00')
    await pass(10_000)
    expect(onService.mock.calls).toEqual([['service-missing'], ['permission-denied'], [undefined]])
    expect(heard).toEqual(['Reader X 00 00 as Reader X 00 00: nothing'])
    pcsc.setService('service-missing')
    supervisor.close()
    expect(timers()).toBe(0)
  })

  it("doesn't use a reader that isn't to be used, until it is", async () => {
    let isUsed = false
    const { pcsc, heard, start, pass } = watched(() => isUsed)
    pcsc.plug('Reader X 00 00')
    const supervisor = start()
    await pass(0)
    isUsed = true
    supervisor.review()
    expect(heard).toEqual(['Reader X 00 00: unused', 'Reader X 00 00 as Reader X 00 00: nothing'])
  })
})
