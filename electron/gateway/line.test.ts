import { describe, expect, it } from 'vitest'
import { createManualClock, settle } from '../sandbox/trust/trust.fixture.ts'
import { watchLine } from './line.ts'

/** A line whose gateway the test switches on and off. */
function bench(on = true) {
  const time = createManualClock()
  const end = { on, beats: 0 }
  const heard: string[] = []
  const line = watchLine(
    time.clock,
    async (watched) => {
      end.beats++
      await Promise.resolve()
      if (end.on) watched.answered()
      else watched.lost()
    },
    (error) => {
      throw error
    },
  )
  line.onChange(({ state }) => {
    heard.push(state)
  })
  return { time, end, heard, line }
}

describe('watchLine', () => {
  it('is starting until the first beat is answered', async () => {
    const { line } = bench()
    expect(line.state().state).toBe('starting')
    await settle()
    expect(line.state().state).toBe('up')
  })

  it('beats every five seconds when it is up', async () => {
    const { time, end, heard } = bench()
    await time.pass(4_999)
    expect(end.beats).toBe(1)
    await time.pass(1)
    expect(end.beats).toBe(2)
    await time.pass(50_000)
    expect(end.beats).toBe(12)
    expect(heard).toEqual(['up'])
  })

  it('beats after 1, 2, 4, 8 and then every 10 seconds when it is down, and is told once when it is back', async () => {
    const { time, end, heard, line } = bench()
    await settle()
    end.on = false
    await time.pass(5_000)
    const since = time.clock.now()
    expect(line.state()).toEqual({ state: 'down', since })
    for (const pause of [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      const { beats } = end
      await time.pass(pause - 1)
      expect(end.beats).toBe(beats)
      await time.pass(1)
      expect(end.beats).toBe(beats + 1)
    }
    expect(line.state()).toEqual({ state: 'down', since })
    end.on = true
    await time.pass(10_000)
    await time.pass(5_000)
    expect(heard).toEqual(['up', 'down', 'up'])
  })

  it("is down when the heartbeat throws, and up again when it doesn't", async () => {
    const time = createManualClock()
    const faults: unknown[] = []
    let isBroken = true
    const line = watchLine(
      time.clock,
      async (watched) => {
        await Promise.resolve()
        if (isBroken) throw new Error('no head')
        watched.answered()
      },
      (error) => {
        faults.push(error)
      },
    )
    await settle()
    expect(line.state().state).toBe('down')
    expect(faults).toHaveLength(1)
    isBroken = false
    await time.pass(1_000)
    expect(line.state().state).toBe('up')
  })

  it('stays up when a call is lost and the heartbeat that is sent at once is answered', async () => {
    const { time, end, line, heard } = bench()
    await settle()
    line.doubted()
    await settle()
    expect(end.beats).toBe(2)
    await time.pass(4_999)
    expect(end.beats).toBe(2)
    await time.pass(1)
    expect([end.beats, heard]).toEqual([3, ['up']])
  })

  it('is down at once when a call is lost and the heartbeat too, and beats again after a second', async () => {
    const { time, end, line, heard } = bench()
    await settle()
    end.on = false
    line.doubted()
    await settle()
    expect([end.beats, heard]).toEqual([2, ['up', 'down']])
    end.on = true
    await time.pass(1_000)
    expect([end.beats, heard]).toEqual([3, ['up', 'down', 'up']])
  })

  it('keeps its pauses when calls are lost while it is down', async () => {
    const { time, end, line } = bench(false)
    await settle()
    line.doubted()
    await settle()
    expect(end.beats).toBe(1)
    await time.pass(1_000)
    expect(end.beats).toBe(2)
  })

  it('leaves no timer behind and tells nobody when it is closed', async () => {
    const { time, end, line, heard } = bench()
    await settle()
    line.close()
    expect(time.timers()).toBe(0)
    await time.pass(60_000)
    line.doubted()
    line.lost()
    expect([end.beats, heard]).toEqual([1, ['up']])
  })

  it('stays closed when it is closed during a beat', async () => {
    const { time, line } = bench()
    line.close()
    await settle()
    expect(time.timers()).toBe(0)
  })
})
