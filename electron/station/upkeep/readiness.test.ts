import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DISK_LOW_BYTES } from '../storage/limits.ts'
import { readinessOf, type ReadinessInputs } from './readiness.ts'

const WELL: ReadinessInputs = {
  mode: 'training',
  line: 'up',
  trust: { state: 'current' },
  devices: [],
  freeBytes: DISK_LOW_BYTES,
  keyProtection: 'file',
}
const UNPROTECTED = { kind: 'scanner', state: 'ready', error: 'not-protected', face: 'kiosk' } as const
const CAMERA = { kind: 'camera', state: 'failed', error: 'camera-refused', face: 'kiosk' } as const
const SCANNER = { kind: 'scanner', state: 'ready', face: 'kiosk' } as const
const alert = { code: 'trust-refused' as const }

describe('readiness', () => {
  it.each<[string, Partial<ReadinessInputs>, string, readonly string[]]>([
    ['all is well', {}, 'ready', []],
    ['the line is down', { line: 'down' }, 'limited', ['line-down']],
    [
      'the station has just begun',
      { line: 'starting', trust: { state: 'missing' } },
      'limited',
      ['trust-missing', 'line-starting'],
    ],
    ['trust is on its way', { trust: { state: 'missing' } }, 'limited', ['trust-missing']],
    ['trust can not come', { line: 'down', trust: { state: 'missing' } }, 'closed', ['trust-missing', 'line-down']],
    [
      'the trust that came was not taken',
      { trust: { state: 'missing', alert } },
      'closed',
      ['trust-missing', 'trust-alert'],
    ],
    ['trust has expired', { line: 'down', trust: { state: 'expired' } }, 'closed', ['trust-expired', 'line-down']],
    ['a bundle was not taken', { trust: { state: 'current', alert } }, 'limited', ['trust-alert']],
    ['the disk is nearly full', { freeBytes: DISK_LOW_BYTES - 1 }, 'limited', ['disk-low']],
    ["the machine's clock is wrong", { clock: 'clock-wrong' }, 'limited', ['clock-wrong']],
    ["the gateway's time can't be verified", { clock: 'clock-unknown' }, 'limited', ['clock-unknown']],
    [
      "the trust that came is over by this machine's clock",
      { clock: 'clock-unknown', trust: { state: 'missing', alert: { ...alert, params: { reason: 'expired' } } } },
      'closed',
      ['trust-missing', 'clock-unknown', 'trust-alert'],
    ],
    [
      "the trust that came is another's",
      { clock: 'clock-unknown', trust: { state: 'missing', alert } },
      'closed',
      ['trust-missing', 'trust-alert'],
    ],
    [
      "the gateway's time can't be known yet",
      { clock: 'clock-unknown', line: 'starting', trust: { state: 'missing' } },
      'limited',
      ['trust-missing', 'line-starting'],
    ],
    ["the gateway's time was never heard", { clock: 'clock-unknown', line: 'down' }, 'limited', ['line-down']],
    ['the journal is looked at', { payments: 'checking' }, 'limited', ['journal-checking']],
    ["the journal isn't as it was written", { journalDamaged: true }, 'limited', ['journal-damaged']],
    [
      'a device is lost',
      {
        devices: [
          { kind: 'scanner', state: 'ready' },
          { kind: 'scanner', state: 'lost' },
        ],
      },
      'limited',
      ['device-lost'],
    ],
    [
      "a production kiosk's scanner isn't protected",
      { mode: 'production', keyProtection: 'system', devices: [UNPROTECTED] },
      'limited',
      ['scanner-unprotected'],
    ],
    [
      "a counter's scanner isn't protected",
      { mode: 'production', keyProtection: 'system', devices: [{ ...UNPROTECTED, face: 'counter' }] },
      'ready',
      [],
    ],
    ["a page's camera is refused", { devices: [CAMERA] }, 'limited', ['device-lost']],
    ['a scanner works where a camera is refused', { devices: [CAMERA, SCANNER] }, 'ready', []],
    [
      'a scanner works elsewhere than where a camera is refused',
      { devices: [CAMERA, { ...SCANNER, face: 'counter' }] },
      'limited',
      ['device-lost'],
    ],
    ["training's scanner isn't protected", { devices: [UNPROTECTED] }, 'ready', []],
    ['money waits for longer than it should', { isMoneyStuck: true }, 'limited', ['money-stuck']],
    ['no head is known elsewhere', { headUnwitnessed: true }, 'limited', ['head-unwitnessed']],
    [
      'the journal went back, so that its head can be known nowhere',
      { headUnwitnessed: true, journalWentBack: true },
      'limited',
      ['journal-went-back'],
    ],
    ['the journal went back', { journalWentBack: true }, 'limited', ['journal-went-back']],
    ['keys of sealed bodies were lost', { areBodyKeysLost: true }, 'limited', ['keys-lost']],
    ['a device is starting', { devices: [{ kind: 'scanner', state: 'starting' }] }, 'ready', []],
    ['a production station keeps its keys in a file', { mode: 'production' }, 'limited', ['key-file']],
    [
      "a production station keeps its keys in the system's store",
      { mode: 'production', keyProtection: 'system' },
      'ready',
      [],
    ],
  ])('when %s', (_when, change, state, reasons) => {
    expect(readinessOf({ ...WELL, ...change })).toMatchObject({ state, reasons })
  })

  it('is ready only when there is no reason against it', () => {
    const circumstances = fc.record({
      mode: fc.constantFrom('training' as const, 'production' as const),
      line: fc.constantFrom('starting' as const, 'up' as const, 'down' as const),
      trust: fc.record({ state: fc.constantFrom('missing' as const, 'current' as const, 'expired' as const) }),
      devices: fc.array(
        fc.record({
          kind: fc.constantFrom('scanner' as const, 'printer' as const),
          state: fc.constantFrom('ready' as const, 'lost' as const),
        }),
      ),
      freeBytes: fc.nat({ max: 2 * DISK_LOW_BYTES }),
      keyProtection: fc.constantFrom('file' as const, 'system' as const),
    })
    fc.assert(
      fc.property(circumstances, (now) => {
        const { state, reasons } = readinessOf(now)
        return (state === 'ready') === (reasons.length === 0) && (state !== 'closed' || now.trust.state !== 'current')
      }),
    )
  })
})

describe('what is unavailable', () => {
  const [scanner, card, printer] = [
    { kind: 'scanner', state: 'ready' },
    { kind: 'payment-terminal', state: 'ready' },
    { kind: 'printer', state: 'ready' },
  ] as const
  const ALL = { ...WELL, devices: [scanner, card, printer] }

  it.each<[string, Partial<ReadinessInputs>, readonly string[]]>([
    ['nothing, when all is well', {}, []],
    ['payments, when the line is down', { line: 'down' }, ['payments']],
    ['payments, when the disk is nearly full', { freeBytes: 0 }, ['payments']],
    ["payments, when this machine's time isn't known", { clock: 'clock-unknown' }, ['payments']],
    ["payments, when this machine's time is wrong", { clock: 'clock-wrong' }, ['payments']],
    ['payments, while the journal is checked', { payments: 'checking' }, ['payments']],
    ['payments, when the journal is damaged', { journalDamaged: true }, ['payments']],
    ['payments, when the journal is locked', { journalLocked: true }, ['payments']],
    ['payments, when the journal went back', { journalWentBack: true }, ['payments']],
    ['payments, when nobody else knows the head of the journal', { headUnwitnessed: true }, ['payments']],
    ['nothing, while what was open is settled', { payments: 'settling' }, []],
    ['eIDs, when trust has expired', { trust: { state: 'expired' } }, ['eid']],
    ['cards, when the terminal is lost', { devices: [scanner, { ...card, state: 'lost' }, printer] }, ['card']],
    ['nothing, while the terminal starts', { devices: [scanner, { ...card, state: 'starting' }, printer] }, []],
    ['paper, when the printer failed', { devices: [scanner, card, { ...printer, state: 'failed' }] }, ['paper']],
    ['paper, until the printer is ready', { devices: [scanner, card, { ...printer, state: 'starting' }] }, ['paper']],
    ['the scanner, when it is lost', { devices: [{ ...scanner, state: 'lost' }, card, printer] }, ['scanner']],
    ['nothing, when one of two scanners is lost', { devices: [{ ...scanner, state: 'lost' }, ...ALL.devices] }, []],
    ["nothing, when a scanner isn't to be used", { devices: [{ ...scanner, state: 'unused' }, card, printer] }, []],
    ['what the station has not, but for scanners, which a page may be', { devices: [] }, ['card', 'paper']],
  ])('is %s', (_what, change, unavailable) => {
    expect(readinessOf({ ...ALL, ...change }).unavailable).toEqual(unavailable)
  })
})
