import { expect, it } from 'vitest'
import { watchSilence } from './silence.ts'

/** A watch whose looks are made by hand, at frames that are told by hand. */
function watched() {
  let frame: string | undefined
  let look: (() => void) | undefined
  let silent = 0
  const stop = watchSilence(
    () => frame,
    {
      after(_ms, then) {
        look = then
        return () => void (look = undefined)
      },
    },
    () => void (silent += 1),
  )
  return {
    stop,
    silent: () => silent,
    isWatching: () => look !== undefined,
    looks(frames: readonly (string | undefined)[]) {
      for (const each of frames) {
        frame = each
        const now = look
        look = undefined
        now?.()
      }
    },
  }
}

const same = (frame: string | undefined, times: number) => Array.from({ length: times }, () => frame)

it('a camera is silent once when six looks in a row find no new frame', () => {
  const watch = watched()
  watch.looks(['1', ...same('2', 6)])
  expect(watch.silent()).toBe(0)
  watch.looks(['2'])
  expect(watch.silent()).toBe(1)
  expect(watch.isWatching()).toBe(false)
})

it('each new frame begins the count anew', () => {
  const watch = watched()
  watch.looks([...same('1', 6), ...same('2', 6), ...same('3', 6)])
  expect(watch.silent()).toBe(0)
})

it('is not silent while no frame can be expected', () => {
  const watch = watched()
  watch.looks([...same(undefined, 60), ...same('1', 6), undefined, ...same('1', 6)])
  expect(watch.silent()).toBe(0)
})

it('nothing is heard of it after it was stopped', () => {
  const watch = watched()
  watch.looks(same('1', 6))
  watch.stop()
  watch.looks(same('1', 6))
  expect(watch.silent()).toBe(0)
})
