import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

/**
 * Counts work instead of timing it: a process of its own asks V8 how often each block of this room and of the CBOR
 * decoder ran while one code was read, and prints the sums.
 */
const COUNTER = `
  import { Session } from 'node:inspector'
  const session = new Session()
  session.connect()
  const post = (method, params) => {
    let answer
    session.post(method, params, (error, result) => { if (error) throw error; answer = result })
    return answer
  }
  // From before the first import, so that every block has its counter.
  post('Profiler.enable')
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  const { readCode, encodeBase45 } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
  const samples = await import(${JSON.stringify(new URL('./codes.fixture.ts', import.meta.url).href)})
  const counted = () => post('Profiler.takePreciseCoverage').result
    .filter(({ url }) => url.includes('/station/codes/') || url.includes('/cborg/'))
    .flatMap(({ functions }) => functions).flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0)
  const scan = (text) => ({ bytes: Buffer.from(text), source: 'camera', symbology: ']Q2' })
  const tables = { walletPrefixes: ['28'] }
  // Made at once for each size, by repetition: only what is read afterwards is counted.
  const two = (n) => String(n).padStart(2, '0')
  const tags = Array.from({ length: 99 }, (_, i) => two(i + 1)).filter((tag) => tag !== '62' && tag !== '63' && tag !== '64')
  const small = Array.from({ length: 19 }, (_, i) => two(i) + '01x').join('')
  const templates = (count) => tags.slice(0, count).map((tag) => samples.dataObject(tag, small)).join('')
  const own = samples.dataObject('62', samples.dataObject('50', small.slice(0, 90)))
  const nest = (depth) => { let hex = ''; for (let i = 0; i < depth; i++) hex = samples.encodeBer([{ tag: '61', value: hex }]); return hex }
  const claims = (n) => new Map([...samples.SIGNED_CLAIMS, [9, Array.from({ length: n }, () => 1)]])
  const inputs = {
    'objects and templates full of small objects': (n) => samples.withCrc('000201' + templates(Math.floor(n / 99) - 1)),
    'the same small object': (n) => '000201' + '5901x'.repeat(n / 5 - 2),
    'the same template': (n) => '000201' + ('2695' + small).repeat(n / 99 - 1),
    "a payment system's own templates": (n) => samples.withCrc('000201' + own + '5901x'.repeat(n / 5 - 30)),
    'BER objects': (n) => samples.consumerPresented('6100' + 'C100'.repeat(Math.floor(n * 3 / 8) - 6)),
    'nested BER': (n) => samples.consumerPresented(nest(Math.min(200, Math.floor(n / 8)))),
    'a signed code of many claims': (n) => 'MEO1:' + encodeBase45(samples.signedMessage(claims(Math.floor(n / 3 * 2) - 140))),
    'a signed code of nested claims': (n) => 'MEO1:' + encodeBase45(Buffer.alloc(Math.floor((n - 5) / 3) * 2, 0x81)),
    'base45': (n) => 'MEO1:' + '0'.repeat(n - 5),
    'digits': (n) => '1'.repeat(n),
    'an address': (n) => 'https://fsm.gov.mo/'.padEnd(n, 'a'),
    'a scheme that never ends': (n) => 'a'.repeat(n),
    'a designator and backslashes': (n) => '\\\\000026'.padEnd(n, '\\\\')
  }
  const work = {}
  for (const [name, make] of Object.entries(inputs)) {
    work[name] = [512, 1024, 2048, 4096, 40960].map((size) => {
      const input = scan(make(size))
      counted()
      readCode(input, tables)
      const steps = counted()
      return { size: input.bytes.length, steps }
    })
  }
  console.log(JSON.stringify(work))
`

const counts = z.record(z.string(), z.array(z.object({ size: z.int(), steps: z.int() })))

/**
 * The limit of steps for each byte, about twice what the busiest input needs; quadratic work would exceed it a
 * hundredfold.
 */
const STEPS_A_BYTE = 15
const STEPS_AT_ALL = 500

describe('the work of reading a code', () => {
  const output = execFileSync(process.execPath, ['--no-opt', '--input-type=module', '--eval', COUNTER], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  })
  const work = Object.entries(counts.parse(JSON.parse(output)))

  it.each(work)('grows no faster than the length: %s', (_what, measured) => {
    for (const { size, steps } of measured)
      expect(steps).toBeLessThan(STEPS_AT_ALL + STEPS_A_BYTE * Math.min(size, 4096))
  })

  it.each(work)('stops at the greatest length: %s', (_what, measured) => {
    const tooLong = measured.find(({ size }) => size > 4096)
    if (tooLong) expect(tooLong.steps).toBeLessThan(STEPS_AT_ALL)
  })

  it('is counted for long codes at all', () => {
    expect(Math.max(...work.flatMap(([, measured]) => measured.map(({ steps }) => steps)))).toBeGreaterThan(4096)
  })
})
