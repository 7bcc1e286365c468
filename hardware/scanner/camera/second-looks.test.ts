import { describe, expect, it } from 'vitest'
import type { FrameReader } from './frame-reader.ts'
import type { FoundCode, Reading } from './read.ts'
import { createSecondLooks } from './second-looks.ts'

const FRAME = { width: 1, height: 1, data: new Uint8Array(1) }
const CODE: FoundCode = { bytes: new Uint8Array(), text: 'code', symbology: ']Q1', format: 'QRCodeModel2', corners: [] }

/** Second looks with a reader that finds a code in these ways, each look taking `length` milliseconds. */
function played({ finding = [] as number[], inPage = false, length = 100 } = {}) {
  let time = 0
  let made = 0
  let closed = false
  const readings: Reading[] = []
  const heard: string[] = []
  const reader: FrameReader = {
    read(_frame, reading) {
      readings.push(reading)
      time += length
      return Promise.resolve('way' in reading && finding.includes(reading.way) ? [CODE] : [])
    },
    isInPage: () => inPage,
    close: () => void (closed = true),
  }
  const looks = createSecondLooks(
    () => {
      made += 1
      return reader
    },
    (codes) => heard.push(...codes.map(({ text }) => text)),
    () => time,
  )
  return {
    looks,
    readings,
    heard,
    made: () => made,
    isClosed: () => closed,
    pass: (ms: number) => void (time += ms),
    async look() {
      await looks.look(FRAME)
      time += length * 4
    },
  }
}

describe('second looks', () => {
  it('try the next way at the next frame while they find nothing', async () => {
    const { look, readings, heard } = played()
    for (let i = 0; i < 3; i++) await look()
    expect(readings).toEqual([{ way: 0 }, { way: 1 }, { way: 2 }])
    expect(heard).toEqual([])
  })

  it('keep to the way that finds a code', async () => {
    const { look, readings, heard } = played({ finding: [1] })
    for (let i = 0; i < 4; i++) await look()
    expect(readings).toEqual([{ way: 0 }, { way: 1 }, { way: 1 }, { way: 1 }])
    expect(heard).toEqual(['code', 'code', 'code'])
  })

  it.each([
    ['as long as a look took, beside the page', false, 100],
    ['four times as long where the page itself looks', true, 400],
  ])('rest %s', async (_how, inPage, rest) => {
    const { looks, pass } = played({ inPage })
    expect(looks.isFree()).toBe(true)
    const looking = looks.look(FRAME)
    expect(looks.isFree()).toBe(false)
    await looking
    pass(rest - 1)
    expect(looks.isFree()).toBe(false)
    pass(1)
    expect(looks.isFree()).toBe(true)
  })

  it('make their reader at the first look, and take no frame once they are closed', async () => {
    const { looks, look, made, isClosed } = played()
    expect(made()).toBe(0)
    await look()
    await look()
    expect(made()).toBe(1)
    looks.close()
    expect([isClosed(), looks.isFree()]).toEqual([true, false])
  })

  it('find nothing and go on where the decoder fails', async () => {
    let time = 0
    const looks = createSecondLooks(
      () => ({ read: () => Promise.reject(new Error('no decoder')), isInPage: () => true, close: () => undefined }),
      () => expect.fail('no code'),
      () => time,
    )
    await looks.look(FRAME)
    time += 1
    expect(looks.isFree()).toBe(true)
  })
})
