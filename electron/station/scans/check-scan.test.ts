import { describe, expect, it } from 'vitest'
import type { Scan } from '../../../hardware/scanner/port.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../../start/system.ts'
import { readCode } from '../codes/index.ts'
import { CHECK_HOLDS_MS, createCheckScan } from './check-scan.ts'
import type { Reader } from './same-code.ts'

function open() {
  const manual = createManualClock()
  const check = createCheckScan({ clock: manual.clock, random: systemRandom })
  const scan = (text: string, source: Scan['source'], reader: Reader = 'page', readings: readonly string[] = []) => {
    const scanned = { bytes: Buffer.from(text), source, readings: readings.map((each) => Buffer.from(each)) }
    check.hear(scanned, 'kiosk', reader, readCode(scanned, { walletPrefixes: [] }))
    return check.current()
  }
  return { manual, check, scan }
}

/** A code's keys, US by their places, as a German computer types them. */
const asGerman = (text: string) =>
  text.replaceAll(/[YZ:$/\-.+]/g, (sign) => ({ Y: 'Z', Z: 'Y', ':': 'Ö', '/': '-', '-': 'ß', '+': '`' })[sign] ?? sign)

describe("a check of a scanner's way", () => {
  it.each<[Scan['source'], Reader, string, boolean]>([
    ['hid-pos', 'station', 'hid-pos', true],
    ['hid-keyboard', 'station', 'hid-keyboard', true],
    ['hid-keyboard', 'page', 'page-keyboard', false],
    ['camera', 'page', 'camera', false],
  ])('says of a whole code by %s of the %s that it came by %s', (source, reader, way, isDone) => {
    const { check, scan } = open()
    const { text } = check.start()
    const read = scan(text, source, reader)
    expect(read).toMatchObject({ state: 'read', read: { face: 'kiosk', way, reading: 'whole', layouts: [] } })
    expect(read?.read?.todo === undefined).toBe(isDone)
  })

  it('is whole where one of the readings of the page is', () => {
    const { check, scan } = open()
    const { text } = check.start()
    expect(scan(asGerman(text), 'hid-keyboard', 'page', [text])?.read).toMatchObject({ reading: 'whole' })
  })

  it('names the layout whose keys were typed', () => {
    const { check, scan } = open()
    const { text } = check.start()
    expect(scan(asGerman(text), 'hid-keyboard', 'station')?.read).toMatchObject({
      reading: 'translated',
      layouts: ['de'],
      todo: expect.stringContaining('keys are those of de') as string,
    })
  })

  it('names Caps Lock', () => {
    const { check, scan } = open()
    const { text } = check.start()
    expect(scan(text.toLowerCase(), 'hid-keyboard')?.read).toMatchObject({
      reading: 'translated',
      layouts: ['caps-lock'],
    })
  })

  it.each([
    ['one of its characters is missing', (text: string) => text.replace('W', '')],
    ['it is typed on a layout that is not listed', (text: string) => text.replace(':', 'þ').replaceAll('Q', 'þ')],
  ])('is changed where %s', (_, change) => {
    const { check, scan } = open()
    expect(scan(change(check.start().text), 'hid-keyboard')?.read).toMatchObject({ reading: 'changed', layouts: [] })
  })

  it('waits while other codes are read, and takes the first that is its own', () => {
    const { check, scan } = open()
    const { text: former } = check.start()
    const { text } = check.start()
    expect(text).not.toBe(former)
    expect(scan(former, 'hid-pos', 'station')?.state).toBe('waiting')
    expect(scan('https://example.test', 'hid-keyboard')?.state).toBe('waiting')
    expect(scan(text, 'hid-pos', 'station')?.read?.way).toBe('hid-pos')
    expect(scan(text, 'camera')?.read?.way).toBe('hid-pos')
  })

  it('is over after two minutes', async () => {
    const { manual, check, scan } = open()
    const { text } = check.start()
    await manual.pass(CHECK_HOLDS_MS - 1)
    expect(check.current()?.state).toBe('waiting')
    await manual.pass(1)
    expect(scan(text, 'hid-pos', 'station')).toMatchObject({ state: 'expired' })
    expect(check.current()?.read).toBeUndefined()
  })

  it('is none before one was started', () => {
    expect(open().scan('MEC1:0123456789ABQWAZYM$/-.+', 'hid-pos', 'station')).toBeNull()
  })
})
