import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeError } from './faults.ts'
import { LOG_FILE_BYTES } from './limits.ts'
import { createLog } from './log.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const written = () => readFileSync(join(folder, 'station.log'), 'utf8')

describe('the log', () => {
  it('keeps codes, ids and durations', () => {
    createLog({ folder, stderr: false }).info(
      { code: 'expired', ms: 12, reason: ['line-down'], incident: 'ab12' },
      'a line',
    )
    expect(JSON.parse(written())).toMatchObject({
      code: 'expired',
      ms: 12,
      reason: ['line-down'],
      incident: 'ab12',
      msg: 'a line',
    })
  })

  it("drops each fact that it doesn't know or that isn't plain", () => {
    const log = createLog({ folder, stderr: false })
    const secret = 'TESTE UM 99001357'
    const given: Record<string, never> = JSON.parse(
      JSON.stringify({ name: secret, person: { name: secret }, code: { inside: secret }, token: secret, msg: secret }),
    )
    log.info(given, 'facts')
    log.error({ ...describeError(new Error(secret)) }, 'an error')
    log.warn({ code: 'x'.repeat(10_000) }, 'long')
    // The time and the process id of a line may hold any digits.
    const facts = written().replaceAll(/"(?:time|pid)":\d+,/g, '')
    expect(facts).not.toContain('"pid"')
    expect(facts).not.toContain('TESTE')
    expect(facts).not.toContain('9900')
    expect(written()).toContain('"error":"Error"')
    expect(written().length).toBeLessThan(5_000)
  })

  it('writes the same sentence sixty times a minute, and then how often it was left out', () => {
    let now = 0
    const log = createLog({ folder, stderr: false, clock: { monotonic: () => now } })
    for (let count = 0; count < 1_000; count++) log.warn({ code: 'gateway-refused' }, 'gateway refused')
    log.info({}, 'another')
    now = 60_000
    log.warn({ code: 'gateway-refused' }, 'gateway refused')
    const lines = written()
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(lines).toHaveLength(63)
    expect(lines.slice(60)).toMatchObject([
      { msg: 'another' },
      { count: 940, msg: 'left out: gateway refused' },
      { msg: 'gateway refused' },
    ])
  })

  it('is readable by its owner alone, and starts a new file when it has grown large', () => {
    createLog({ folder, stderr: false }).info({}, 'one')
    expect(statSync(join(folder, 'station.log')).mode & 0o777).toBe(0o600)
    writeFileSync(join(folder, 'station.log'), Buffer.alloc(LOG_FILE_BYTES + 1, 'x'))
    createLog({ folder, stderr: false }).info({}, 'two')
    expect(written()).toContain('two')
    expect(written().length).toBeLessThan(1_000)
  })

  it('never takes more room than two files of the stated size, however long it is written', () => {
    const log = createLog({ folder, stderr: false })
    const size = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0
    const lines = Math.ceil((3 * LOG_FILE_BYTES) / 4_000)
    let largest = 0
    for (let count = 0; count < lines; count++) {
      log.info({ id: String(count), reason: Array.from({ length: 20 }, () => 'x'.repeat(200)) }, 'a long line')
      largest = Math.max(largest, size('station.log'), size('station.log.1'))
    }
    log.info({ id: 'last' }, 'the last line')
    expect(largest).toBeLessThanOrEqual(LOG_FILE_BYTES)
    expect(largest).toBeGreaterThan(LOG_FILE_BYTES / 2)
    expect(readdirSync(folder).toSorted()).toEqual(['station.log', 'station.log.1'])
    expect(written().trimEnd().split('\n').at(-1)).toContain('the last line')
    const older = readFileSync(join(folder, 'station.log.1'), 'utf8').trimEnd().split('\n')
    for (const line of older) JSON.parse(line)
  })

  it('goes on where the disk took no line', () => {
    const log = createLog({ folder, stderr: false })
    rmSync(folder, { recursive: true })
    log.info({}, 'lost')
    log.info({}, 'lost too')
    expect(existsSync(folder)).toBe(false)
  })
})
