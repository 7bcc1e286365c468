import { describe, expect, it } from 'vitest'
import type { Clock, DeviceState } from '../ports.ts'
import type { Scan } from './port.ts'
import { createVirtualScanner } from './virtual.ts'

function make() {
  const waiting: (() => void)[] = []
  const clock: Clock = {
    now: () => 1_000,
    monotonic: () => 0,
    after(_ms, then) {
      waiting.push(then)
      return () => {
        waiting.splice(waiting.indexOf(then), 1)
      }
    },
  }
  const scanner = createVirtualScanner({ id: 'twin', clock })
  const scans: Scan[] = []
  const states: DeviceState[] = []
  scanner.onScan((scan) => scans.push(scan))
  scanner.onHealth(({ state }) => states.push(state))
  return { scanner, scans, states, waiting }
}

describe('a virtual scanner', () => {
  it('gives each scan whole, byte for byte', () => {
    const { scanner, scans } = make()
    for (const length of [0, 1, 56, 57, 700, 4096]) scanner.scan(new Uint8Array(length).fill(0xfe), ']Q1')
    expect(scans.map(({ bytes }) => bytes.length)).toEqual([0, 1, 56, 57, 700, 4096])
    expect(scans[0]).toMatchObject({ source: 'hid-pos', symbology: ']Q1' })
  })

  it('reports its id, kind and state', () => {
    expect(make().scanner.health()).toEqual({
      id: 'twin',
      kind: 'scanner',
      virtual: true,
      state: 'ready',
      since: 1_000,
    })
  })

  it('gives no scan while it is unplugged, starting or broken, and the first one afterwards', () => {
    const { scanner, scans, states, waiting } = make()
    scanner.unplug()
    expect(scanner.scan(new Uint8Array(1))).toBe(false)
    scanner.replug(250)
    expect(scanner.scan(new Uint8Array(1))).toBe(false)
    waiting.shift()?.()
    expect(scanner.scan(new Uint8Array(2))).toBe(true)
    scanner.fail('stalled')
    expect(scanner.health().error).toBe('stalled')
    expect(scanner.scan(new Uint8Array(1))).toBe(false)
    scanner.replug()
    expect(states).toEqual(['lost', 'starting', 'ready', 'failed', 'starting', 'ready'])
    expect(scans).toHaveLength(1)
  })

  it('stops starting when it is unplugged meanwhile', () => {
    const { scanner, waiting } = make()
    scanner.replug(250)
    scanner.unplug()
    expect(waiting).toEqual([])
    expect(scanner.health().state).toBe('lost')
  })

  it('is silent after it was closed', async () => {
    const { scanner, scans } = make()
    await scanner.close()
    scanner.scan(new Uint8Array(1))
    expect(scans).toEqual([])
  })
})
