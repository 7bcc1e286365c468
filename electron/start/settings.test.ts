import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explainStart } from './explain.ts'
import { keyboardSettingOf, readSettings } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const GATEWAY_ALLOWED = 'an address that begins with https:, or one of this machine'
const GOOD = {
  station: { id: 'DSI-01', site: 'Edifício China Plaza' },
  gateway: { url: 'https://gateway.example/api' },
  enrolmentCode: 'once',
  rootSha256: 'ab'.repeat(32),
}

const READER_ON_USB = { ...GOOD, devices: { cardReader: { driver: 'usb', name: 'ACME Reader' } } }
const SCANNER = { vendor: '1209', product: '8c02', serial: 'A1', face: 'kiosk' }
const KEYPAD = { vendor: '1209', product: '0006', keys: { help: 59 } }
/** A model, and others: one entry that means one of it, one that means each, and the keypad as one of them. */
const ID = { vendor: '1209', product: '8c02' }
const MODEL = { ...ID, face: 'kiosk' }
const OTHER = { vendor: '1209', product: '8c03', face: 'counter' }
const KEYPAD_SCANNER = { ...ID, serial: 'A1' }
const NO_SCANNER = 'another device than the scanners, or a serial or port that tells it from them'
const at = (port: string, face: string) => ({ ...ID, port, face })
const withScanner = (changes: object) => ({ ...GOOD, devices: { scanners: [{ ...SCANNER, ...changes }] } })

describe('the entry of a scanner in keyboard mode', () => {
  const scanner = { vendor: '1209', product: '8c02' }
  const lines = (entries: readonly object[]) => JSON.stringify({ ...GOOD, devices: { scanners: entries } }, null, 1)

  it('is named by the line of its mode', () => {
    const text = lines([OTHER, { ...MODEL, mode: 'keyboard' }])
    writeFileSync(join(folder, 'settings.json'), text)
    const found = keyboardSettingOf(folder, scanner)
    expect(found?.setting).toMatchObject(MODEL)
    expect(text.split('\n')[(found?.line ?? 0) - 1]).toContain('"mode"')
  })

  it.each([
    ['it is named in HID POS mode', lines([MODEL])],
    ['another one is named', lines([{ ...OTHER, mode: 'keyboard' }])],
    ['the file is no JSON', '{'],
  ])('is none where %s', (_where, text) => {
    writeFileSync(join(folder, 'settings.json'), text)
    expect(keyboardSettingOf(folder, scanner)).toBeUndefined()
  })
})

describe('settings', () => {
  it('are read when they are complete, and left unchanged', () => {
    const text = JSON.stringify(GOOD)
    writeFileSync(join(folder, 'settings.json'), text)
    expect(readSettings(folder)).toEqual({ ok: true, settings: GOOD })
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe(text)
  })

  it.each<[string, unknown, string]>([
    ['a field is missing', { ...GOOD, station: { id: 'x' } }, 'station.site'],
    ['the gateway is spoken to in the open', { ...GOOD, gateway: { url: 'http://gateway.example' } }, 'gateway.url'],
    ['the address is none', { ...GOOD, gateway: { url: 'file:///etc/passwd' } }, 'gateway.url'],
    ["the root's hash is not one", { ...GOOD, rootSha256: 'abc' }, 'rootSha256'],
    ['the hours of updates are none', { ...GOOD, updates: { from: '02:00', until: '26:00' } }, 'updates.until'],
    ['there is more than is known', { ...GOOD, debug: true }, 'debug'],
    ['it is another thing', [], ''],
    ['a driver is unknown', { ...GOOD, devices: { printer: { driver: 'magic' } } }, 'devices.printer.driver'],
    ['a drawer hangs on no printer', { ...GOOD, devices: { drawer: { driver: 'printer' } } }, 'devices.drawer'],
    ["the station's name is blank", { ...GOOD, station: { id: ' ', site: 'x' } }, 'station.id'],
    [
      "a card reader's name is blank",
      { ...GOOD, devices: { cardReader: { driver: 'pcsc', name: ' ' } } },
      'devices.cardReader.name',
    ],
    ['a card reader has no name', { ...GOOD, devices: { cardReader: { driver: 'pcsc' } } }, 'devices.cardReader.name'],
    ['a card reader has another driver', READER_ON_USB, 'devices.cardReader.driver'],
    ['a face is none', withScanner({ face: 'desk' }), 'devices.scanners.0.face'],
    ['a keypad is named as a scanner', withScanner({ mode: 'keypad' }), 'devices.scanners.0.mode'],
    [
      "a keypad's key is none",
      { ...GOOD, devices: { keypad: { ...KEYPAD, keys: { fire: 40 } } } },
      'devices.keypad.keys.fire',
    ],
    ["a scanner's vendor is no number", withScanner({ vendor: 'Acme' }), 'devices.scanners.0.vendor'],
  ])('are refused, naming the field, when %s', (_when, content, field) => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(content))
    expect(readSettings(folder)).toMatchObject({
      ok: false,
      refusal: { code: 'invalid-input', params: { file: 'settings.json', field, line: 1 } },
    })
  })

  it.each<[string, object, string, string]>([
    [
      'one scanner stands at both faces',
      { scanners: [SCANNER, OTHER, { ...SCANNER, face: 'counter' }] },
      'devices.scanners.2.face',
      'the same face as in the entry before that names the same scanner, or a serial or port that tells the two apart',
    ],
    [
      'one scanner has both modes',
      { scanners: [SCANNER, { ...SCANNER, mode: 'keyboard' }] },
      'devices.scanners.1.mode',
      'the same mode as in the entry before that names the same scanner, or a serial or port that tells the two apart',
    ],
    [
      'a model stands at both faces',
      { scanners: [MODEL, { ...MODEL, face: 'counter' }] },
      'devices.scanners.1.face',
      'the same face as in the entry before that names the same scanner, or a serial or port that tells the two apart',
    ],
    ['the keypad is a scanner', { scanners: [OTHER, SCANNER], keypad: KEYPAD_SCANNER }, 'devices.keypad', NO_SCANNER],
    ['all of a model are keypads', { scanners: [SCANNER], keypad: { ...ID } }, 'devices.keypad', NO_SCANNER],
    [
      "a keypad's key has the usage that another has by itself",
      { keypad: { ...KEYPAD, keys: { up: 0x28 } } },
      'devices.keypad.keys.up',
      'another usage than that of the key select',
    ],
    [
      'two keys of a keypad have one usage',
      { keypad: { ...KEYPAD, keys: { left: 30, help: 30 } } },
      'devices.keypad.keys.help',
      'another usage than that of the key left',
    ],
  ])('are refused, with what is allowed, when %s', (_when, devices, field, allowed) => {
    const text = JSON.stringify({ ...GOOD, devices }, null, 2)
    writeFileSync(join(folder, 'settings.json'), text)
    const refused = readSettings(folder)
    expect(refused).toMatchObject({ refusal: { code: 'invalid-input', params: { field, allowed } } })
    // The line is the field's, or that of its entry where the field isn't there.
    const line = refused.ok ? 0 : Number(refused.refusal.params?.['line'])
    expect(text.split('\n')[line - 1]).toMatch(/"face": "counter"|"mode": |"keypad": |"(?:up|help)": /)
  })

  it.each<[string, object]>([
    [
      'two equal scanners by their serial numbers',
      { scanners: [SCANNER, { ...SCANNER, serial: 'A2', face: 'counter' }] },
    ],
    ['two equal scanners by their sockets', { scanners: [at('1-1', 'kiosk'), at('1-2', 'counter')] }],
    ['one by its serial number and one by its socket', { scanners: [SCANNER, at('1-2', 'counter')] }],
    ['one of a model, and all others of it', { scanners: [SCANNER, { ...MODEL, face: 'counter' }] }],
    ['the same scanner twice, in the same words', { scanners: [SCANNER, { ...SCANNER, mode: 'hid-pos' }] }],
    ['a keypad among scanners of its model', { scanners: [MODEL], keypad: { ...ID, serial: 'K' } }],
    ['a keypad with two keys exchanged', { keypad: { ...KEYPAD, keys: { up: 0x51, down: 0x52 } } }],
  ])('tell apart %s', (_what, devices) => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...GOOD, devices }))
    expect(readSettings(folder)).toMatchObject({ ok: true })
  })

  it('take scanners exactly where no two entries for the same ones differ', () => {
    const entry = fc.record(
      {
        vendor: fc.constant('1209'),
        product: fc.constantFrom('8c02', '8c03'),
        serial: fc.constantFrom('A1', 'A2'),
        port: fc.constantFrom('1-1', '1-2'),
        mode: fc.constantFrom('hid-pos', 'keyboard'),
        face: fc.constantFrom('kiosk', 'counter'),
      },
      { requiredKeys: ['vendor', 'product', 'face'] },
    )
    const property = fc.property(fc.array(entry, { maxLength: 5 }), (scanners) => {
      const said = new Map<string, Set<string>>()
      for (const { product, serial, port, mode = 'hid-pos', face } of scanners) {
        const device = JSON.stringify([product, serial, port])
        said.set(device, new Set(said.get(device)).add(`${mode} ${face}`))
      }
      writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...GOOD, devices: { scanners } }))
      expect(readSettings(folder).ok).toBe([...said.values()].every(({ size }) => size === 1))
    })
    fc.assert(property)
  })

  it('are refused with the line and what is allowed there, and never with the value', () => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(withScanner({ face: 'secret' }), null, 2))
    const refused = readSettings(folder)
    const lines = readFileSync(join(folder, 'settings.json'), 'utf8').split('\n')
    expect(refused).toMatchObject({
      ok: false,
      refusal: {
        params: {
          line: lines.findIndex((line) => line.includes('secret')) + 1,
          allowed: 'one of "kiosk", "counter"',
        },
      },
    })
    expect(JSON.stringify(refused)).not.toContain('secret')
    if (!refused.ok) expect(explainStart(refused.refusal)).toMatch(/at line \d+, 'devices\.scanners\.0\.face' \(one of/)
  })

  it.each([
    ['a vendor', withScanner({ vendor: '0C2E' }), 'four hexadecimal digits in lower case, as lsusb prints them'],
    ['a socket', withScanner({ port: 'left' }), 'a USB socket, such as 1-2.1'],
    [
      'a device file',
      { ...GOOD, devices: { printer: { driver: 'escpos-file', path: 'lp0' } } },
      'a device file, such as /dev/usb/lp0',
    ],
    ['an address', { ...GOOD, gateway: { url: 'http://gateway.example' } }, GATEWAY_ALLOWED],
    ['an address at all', { ...GOOD, gateway: { url: 'gateway' } }, GATEWAY_ALLOWED],
    ['an address of the web', { ...GOOD, gateway: { url: 'ftp://gateway.example' } }, GATEWAY_ALLOWED],
    ['a whole address', { ...GOOD, gateway: { url: 'https://[' } }, GATEWAY_ALLOWED],
    ['a field that is missing', { gateway: GOOD.gateway }, 'missing: fields in braces'],
    ['a text', { ...GOOD, station: { ...GOOD.station, id: 1 } }, 'a text in quotation marks'],
    [
      'a text that is not empty',
      { ...GOOD, station: { ...GOOD.station, id: '' } },
      'at least one character that is no blank',
    ],
    ['a list that is not too long', { ...GOOD, devices: { cameras: Array(9).fill('a') } }, 'at most 8 entries'],
    ['a driver', { ...GOOD, devices: { printer: { driver: 'lpr' } } }, 'one of "escpos-tcp", "escpos-file"'],
    ['the only driver', { ...GOOD, devices: { cardReader: { driver: 'usb', name: 'a' } } }, '"pcsc"'],
    ['a field', { ...GOOD, printers: {} }, 'no field of such a name'],
    ['a time', { ...GOOD, updates: { from: '2', until: '05:00' } }, 'a time of day, such as 02:00'],
    ['hours', { ...GOOD, updates: { from: '05:00', until: '05:00' } }, 'another time than from'],
  ])('say in words what is allowed as %s', (_what, content, allowed) => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(content))
    expect(readSettings(folder)).toMatchObject({ refusal: { params: { allowed } } })
  })

  it.each([
    ['an address with a port', '192.0.2.7:9100'],
    ['a URL', 'http://192.0.2.7'],
    ['a name with a blank behind it', 'printer '],
    ['four numbers that are no address', '192.0.2.700'],
  ])('refuse %s as the host of a device', (_what, host) => {
    const devices = { printer: { driver: 'escpos-tcp', host }, cardTerminal: { driver: 'tcp', host, port: 4_000 } }
    for (const name of ['printer', 'cardTerminal'] as const) {
      writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...GOOD, devices: { [name]: devices[name] } }))
      const params = { field: `devices.${name}.host`, allowed: 'a name or an IP address alone, such as 192.0.2.7' }
      expect(readSettings(folder)).toMatchObject({ refusal: { params } })
    }
  })

  it.each(['192.0.2.7', '2001:db8::7', 'printer', 'printer_2.kiosk-3.example', '7printers'])(
    'take %s as the host of a device',
    (host) => {
      writeFileSync(
        join(folder, 'settings.json'),
        JSON.stringify({ ...GOOD, devices: { printer: { driver: 'escpos-tcp', host } } }),
      )
      expect(readSettings(folder)).toMatchObject({ ok: true })
    },
  )

  it.each(['/dev/../etc/passwd', '/dev/', '/dev/usb/lp0\0', '/dev/usb/..'])('refuse %j as a device file', (path) => {
    writeFileSync(
      join(folder, 'settings.json'),
      JSON.stringify({ ...GOOD, devices: { printer: { driver: 'escpos-file', path } } }),
    )
    expect(readSettings(folder)).toMatchObject({ refusal: { params: { field: 'devices.printer.path' } } })
  })

  it('are refused with the line of a field that is there twice, since only one of the two would count', () => {
    const devices = (name: string) => JSON.stringify({ [name]: name === 'printer' ? { driver: 'escpos-tcp' } : {} })
    const text = JSON.stringify(GOOD).replace(
      /}$/,
      `,\n"devices": ${devices('keypad')},\n"updates": {},\n"devices": ${devices('printer')}}`,
    )
    writeFileSync(join(folder, 'settings.json'), text)
    const params = { field: 'devices', line: 4, allowed: 'each field once' }
    expect(readSettings(folder)).toMatchObject({ refusal: { params } })
  })

  it('are read as a Windows editor writes them, with a byte order mark', () => {
    writeFileSync(join(folder, 'settings.json'), `\ufeff${JSON.stringify(GOOD)}`)
    expect(readSettings(folder)).toMatchObject({ ok: true })
  })

  it.each([
    ['is nested without end', '['.repeat(60_000), 'JSON, without comments'],
    ['is nested more than the stack holds', `${'['.repeat(8_000)}${']'.repeat(8_000)}`, 'JSON, without comments'],
    ['has a comment', '{} // none', 'JSON, without comments'],
    ['is longer than any settings', JSON.stringify(GOOD) + ' '.repeat(70_000), 'at most 65536 bytes'],
  ])('are refused with what is allowed where the file %s', (_what, text, allowed) => {
    writeFileSync(join(folder, 'settings.json'), text)
    expect(readSettings(folder)).toMatchObject({ refusal: { params: { field: '', line: 1, allowed } } })
  })

  it('are refused where they are a folder', () => {
    mkdirSync(join(folder, 'settings.json'))
    expect(readSettings(folder)).toMatchObject({ refusal: { code: 'invalid-input' } })
  })

  it('never repeat a name that a terminal would obey', () => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...GOOD, ['\u001b[2J']: 1 }))
    const refused = readSettings(folder)
    expect(refused.ok ? '' : explainStart(refused.refusal)).toMatch(/at line 1 \(no field of such a name\)/)
  })

  it('are refused with the line of a field that nobody knows', () => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(withScanner({ colour: 'red' }), null, 2))
    const lines = readFileSync(join(folder, 'settings.json'), 'utf8').split('\n')
    const line = lines.findIndex((each) => each.includes('colour')) + 1
    expect(readSettings(folder)).toMatchObject({ refusal: { params: { field: 'devices.scanners.0.colour', line } } })
  })

  it('name devices that are to be used', () => {
    const devices = {
      scanners: [SCANNER],
      keypad: KEYPAD,
      printer: { driver: 'escpos-tcp', host: '192.0.2.7', port: 9_100, characters: 'big5', confirmation: 'process-id' },
      drawer: { driver: 'printer' },
      cardReader: { driver: 'pcsc', name: 'ACME Reader [CCID] (12) 00 00' },
      cardTerminal: { driver: 'tcp', host: '192.0.2.8', port: 4_000 },
      cameras: ['Desk Camera', 'Built-in'],
    }
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...GOOD, devices }))
    expect(readSettings(folder)).toEqual({ ok: true, settings: { ...GOOD, devices } })
  })

  it.each([
    ['are not there', undefined],
    ['are no JSON', '{'],
    ['are empty', ''],
  ])('are refused when they %s, and nothing is written', (_when, content) => {
    if (content !== undefined) writeFileSync(join(folder, 'settings.json'), content)
    expect(readSettings(folder)).toMatchObject({ ok: false, refusal: { code: 'invalid-input' } })
    if (content !== undefined) expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe(content)
  })

  it('may name a gateway on this machine without TLS', () => {
    for (const url of ['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:2']) {
      writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...GOOD, gateway: { url } }))
      expect(readSettings(folder).ok, url).toBe(true)
    }
  })
})
