import { describe, expect, it } from 'vitest'
import { keepCamera, type CameraState, type OpenCameraEvents } from './keeper.ts'

/** Answers every promise that is settled by now. */
async function settle(): Promise<void> {
  for (let i = 0; i < 200; i++) await Promise.resolve()
}

/** A keeper with a camera that is there or fails with a state, and a clock that is moved by hand. */
function played(first: 'there' | CameraState = 'there') {
  let answer = first
  let time = 0
  let timers: { at: number; then: () => void }[] = []
  const states: CameraState[] = []
  const opened: OpenCameraEvents[] = []
  let open = 0
  const keeper = keepCamera({
    async open(events) {
      opened.push(events)
      await Promise.resolve()
      if (answer !== 'there') throw new Error(answer)
      open += 1
      events.onPlaying()
      return {
        async close() {
          await Promise.resolve()
          open -= 1
        },
      }
    },
    failureOf: () => (answer === 'there' ? 'failed' : answer),
    clock: {
      monotonic: () => time,
      after(ms, then) {
        const timer = { at: time + ms, then }
        timers.push(timer)
        return () => void (timers = timers.filter((one) => one !== timer))
      },
    },
    onState: (state) => states.push(state),
  })
  return {
    keeper,
    states,
    opened,
    open: () => open,
    waits: () => timers.map(({ at }) => at - time),
    answers: (next: 'there' | CameraState) => void (answer = next),
    async pass(ms: number) {
      time += ms
      const due = timers.filter(({ at }) => at <= time)
      timers = timers.filter(({ at }) => at > time)
      for (const { then } of due) then()
      await settle()
    },
  }
}

describe('a camera', () => {
  it('that gives no frames is lost, and opened anew until it gives some', async () => {
    const { keeper, states, opened, open, pass } = played()
    await settle()
    opened.at(-1)?.onLost()
    await settle()
    expect(open()).toBe(0)
    await pass(500)
    expect(states).toEqual(['starting', 'scanning', 'camera-lost', 'scanning'])
    await keeper.stop()
  })

  it('scans once it plays, and is released when it is stopped', async () => {
    const { keeper, states, open } = played()
    await settle()
    expect([states, open()]).toEqual([['starting', 'scanning'], 1])
    await keeper.stop()
    expect([states.at(-1), open()]).toEqual(['stopped', 0])
  })

  it('that is lost starts again by itself when it is back, without other states between', async () => {
    const { keeper, states, answers, open, pass, opened } = played()
    await settle()
    answers('no-camera')
    opened[0]?.onLost()
    await settle()
    expect(open()).toBe(0)
    await pass(500)
    await pass(1000)
    answers('there')
    await pass(2000)
    expect(states).toEqual(['starting', 'scanning', 'camera-lost', 'scanning'])
    expect(open()).toBe(1)
    await keeper.stop()
  })

  it('that is lost is tried at once when the cameras change', async () => {
    const { keeper, states, opened } = played()
    await settle()
    opened[0]?.onLost()
    keeper.camerasChanged()
    await settle()
    expect(states).toEqual(['starting', 'scanning', 'camera-lost', 'scanning'])
  })

  it('that stays away is tried twelve times by itself, ever later, and again after a change', async () => {
    const { keeper, waits, pass, answers, opened } = played()
    await settle()
    answers('no-camera')
    opened[0]?.onLost()
    await settle()
    const waited: number[] = []
    for (let wait = waits()[0]; wait !== undefined; wait = waits()[0]) {
      waited.push(wait)
      await pass(wait)
    }
    expect(waited).toEqual([500, 1000, 2000, 4000, 8000, ...Array.from({ length: 7 }, () => 10_000)])
    expect(opened).toHaveLength(13)
    keeper.camerasChanged()
    await settle()
    expect(waits()).toEqual([500])
  })

  it('that comes and goes within ten seconds is tried ever later, else soon again', async () => {
    const { waits, pass, opened } = played()
    await settle()
    opened.at(-1)?.onLost()
    await pass(500)
    await pass(9999)
    opened.at(-1)?.onLost()
    expect(waits()).toEqual([1000])
    await pass(1000)
    await pass(10_000)
    opened.at(-1)?.onLost()
    expect(waits()).toEqual([500])
  })

  it('that another program holds is opened once it is let go', async () => {
    const { states, answers, pass } = played('camera-in-use')
    await settle()
    answers('there')
    await pass(500)
    expect(states).toEqual(['starting', 'camera-in-use', 'scanning'])
  })

  it('that may not be used is opened when the permission is given, and not tried before', async () => {
    const { keeper, states, answers, waits } = played('permission-denied')
    await settle()
    keeper.camerasChanged()
    expect(waits()).toEqual([])
    answers('there')
    keeper.permissionChanged()
    await settle()
    expect(states).toEqual(['starting', 'permission-denied', 'starting', 'scanning'])
  })

  it("that isn't there is opened when the cameras change, and not tried before", async () => {
    const { keeper, states, answers, waits } = played('no-camera')
    await settle()
    expect(waits()).toEqual([])
    answers('there')
    keeper.camerasChanged()
    await settle()
    expect(states).toEqual(['starting', 'no-camera', 'scanning'])
  })

  it("whose decoder can't be loaded stays failed until somebody asks for it again", async () => {
    const { keeper, states, opened, open, waits } = played()
    await settle()
    opened[0]?.onFailed()
    keeper.camerasChanged()
    keeper.permissionChanged()
    await settle()
    expect([states.at(-1), open(), waits()]).toEqual(['failed', 0, []])
    keeper.restart()
    await settle()
    expect(states).toEqual(['starting', 'scanning', 'failed', 'starting', 'scanning'])
  })

  it('is never open twice, and nothing is heard of one that was given up', async () => {
    const { keeper, opened, open, states } = played()
    for (let i = 0; i < 5; i++) keeper.restart()
    await settle()
    keeper.restart()
    await settle()
    expect(open()).toBe(1)
    opened[0]?.onLost()
    opened[0]?.onFailed()
    expect(states.at(-1)).toBe('scanning')
  })

  it('that was stopped while it is tried again stays stopped', async () => {
    const { keeper, opened, waits, open, states } = played()
    await settle()
    opened[0]?.onLost()
    await keeper.stop()
    keeper.restart()
    keeper.camerasChanged()
    keeper.lost()
    await settle()
    expect([waits(), open(), states.at(-1)]).toEqual([[], 0, 'stopped'])
  })
})
