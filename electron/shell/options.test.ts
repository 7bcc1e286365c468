import { describe, expect, it } from 'vitest'
import { parseStartArguments, USAGE } from './options.ts'

describe('the command line', () => {
  it('opens the kiosk on any port when nothing is said', () => {
    expect(parseStartArguments([])).toEqual({
      ok: true,
      help: false,
      options: {
        shell: undefined,
        faces: ['kiosk'],
        port: 0,
        data: undefined,
        phoneAddress: undefined,
        mode: 'training',
        json: false,
      },
    })
  })

  it('takes every option', () => {
    const parsed = parseStartArguments([
      '--shell',
      'none',
      '--face=counter,customer',
      '--port',
      '8123',
      '--data',
      '/d',
      '--phone-address',
      '192.168.1.2',
      '--department',
      'SAFP',
      '--mode',
      'production',
      '--json',
    ])
    expect(parsed).toMatchObject({
      options: {
        shell: 'none',
        faces: ['counter', 'customer'],
        port: 8123,
        data: '/d',
        phoneAddress: '192.168.1.2',
        department: 'SAFP',
        mode: 'production',
        json: true,
      },
    })
  })

  it.each([
    ['--port', 'x'],
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port', ''],
    ['--port'],
    ['--face', 'clerk'],
    ['--face', 'counter,'],
    ['--face', 'counter,counter'],
    ['--face', ''],
    ['--face', 'technician'],
    ['--face', '__proto__'],
    ['--shell', 'chrome'],
    ['--data', ''],
    ['--phone-address', 'a b'],
    ['--department', 'MP'],
    ['--mode', 'test'],
    ['--nonsense'],
    ['word'],
    ['--json=yes'],
    ['--port=1e3'],
  ])('refuses %s %s with a sentence', (...argv) => {
    const parsed = parseStartArguments(argv)
    expect(parsed.ok).toBe(false)
    expect(parsed.ok ? '' : parsed.problem).toMatch(/^\S.{10,}/)
  })

  it('names the faces that exist, and no others, in its help', () => {
    expect(parseStartArguments(['--help'])).toEqual({ ok: true, help: true })
    expect(USAGE).toContain('--face kiosk|counter|customer ')
    expect(USAGE).not.toContain('technician')
  })
})
