import { beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import type { Scan } from '../../../hardware/scanner/port.ts'
import type { ScanAnswer } from '../../contract/index.ts'
import { createSessions, type Session } from '../serving/index.ts'
import { createSameCode, SAME_CODE_MS } from './same-code.ts'

let manual: ReturnType<typeof createManualClock>
let session: Session
let reads: number
let sameCode: ReturnType<typeof createSameCode>

beforeEach(() => {
  manual = createManualClock()
  session = createSessions(manual.clock).join({ face: 'kiosk', session: 'k' }).session
  reads = 0
  sameCode = createSameCode(manual.clock)
})

const scan = (source: Scan['source'], text = 'code'): Scan => ({ bytes: new TextEncoder().encode(text), source })
const read = (given: Scan, ofSession = session) =>
  sameCode(ofSession, given, given.source === 'hid-pos' ? 'station' : 'page', () => {
    reads += 1
    return Promise.resolve<ScanAnswer>({ ok: true, kind: 'wallet-payment' })
  })

describe('one thing that a scanner and a camera read at once', () => {
  it.each<[Scan['source'], Scan['source']]>([
    ['hid-pos', 'camera'],
    ['camera', 'hid-pos'],
    ['hid-keyboard', 'hid-pos'],
  ])('counts once when it comes from %s and then from %s', async (first, second) => {
    expect(await read(scan(first))).not.toHaveProperty('isSame')
    await manual.pass(SAME_CODE_MS)
    expect(await read(scan(second))).toMatchObject({ ok: true, isSame: true })
    expect(reads).toBe(1)
  })

  it('is answered once even when the second reading comes before the first answer', async () => {
    const [first, second] = await Promise.all([read(scan('camera')), read(scan('hid-pos'))])
    expect([first.isSame, second.isSame, reads]).toEqual([undefined, true, 1])
  })

  it.each<[string, () => Promise<unknown>]>([
    ['it is another code', () => read(scan('camera', 'other'))],
    ['the same reader reads it', () => read(scan('hid-pos'))],
    [
      'another session reads it',
      () => read(scan('camera'), createSessions(manual.clock).join({ face: 'kiosk', session: 'k2' }).session),
    ],
    [
      'it comes later',
      async () => {
        await manual.pass(SAME_CODE_MS + 1)
        await read(scan('camera'))
      },
    ],
    [
      'the person has gone meanwhile',
      () => {
        session.end()
        return read(scan('camera'))
      },
    ],
  ])('is read again when %s', async (_when, again) => {
    await read(scan('hid-pos'))
    await again()
    expect(reads).toBe(2)
  })

  it('is read again when none of the readers is a scanner of the station', async () => {
    await read(scan('camera'))
    await read(scan('typed'))
    expect(reads).toBe(2)
  })
})
