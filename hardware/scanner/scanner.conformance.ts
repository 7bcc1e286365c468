import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeviceHealth } from '../ports.ts'
import type { Scan, Scanner } from './port.ts'

/** What the conformance tests need of a scanner: the driver or twin, and the device and the time in a test's hands. */
export interface ScannerUnderTest {
  scanner: Scanner
  /** Shows a code to it, and waits until the device has sent the last of it. */
  scan(bytes: Uint8Array): Promise<void>
  /** Shows a code of which the device has sent a part when this resolves. */
  beginScan(bytes: Uint8Array): Promise<void>
  /** Shows a code to a device that sends its parts with pauses, none so long that the code is over. */
  scanSlowly(bytes: Uint8Array): Promise<void>
  /** Pulls the cable, and lets the driver notice. */
  unplug(): Promise<void>
  /** Puts the cable back, and waits until it is open. */
  replug(): Promise<void>
  /** The device sends what is no code, many times. */
  sendGarbage(): Promise<void>
  close(): Promise<void>
}

/** A keyboard has the characters of its keys alone, and whatever it types is a code, so that nothing of it is garbage. */
export interface ScannerTraits {
  source: Extract<Scan['source'], 'hid-pos' | 'hid-keyboard'>
  isVirtual: boolean
}

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, index) => index)
const PRINTABLE = bytesOf(String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 0x20 + index)))
const CODE = bytesOf(`ME1:${'A0b-'.repeat(100)}`)
const OTHER = bytesOf('281012345678901234')

/**
 * The conformance tests of every scanner that the station owns, real or virtual (hardware.md). `open` is called once a
 * test and gives one that is plugged in and open.
 */
export function describeScanner(name: string, traits: ScannerTraits, open: () => Promise<ScannerUnderTest>): void {
  const { source, isVirtual } = traits
  const isKeyboard = source === 'hid-keyboard'

  describe(name, () => {
    let under: ScannerUnderTest
    let scans: Scan[]
    let healths: DeviceHealth[]
    const read = () => scans.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
    const states = () => healths.map(({ state, error }) => (error === undefined ? state : `${state} ${error}`))
    const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

    beforeEach(async () => {
      under = await open()
      scans = []
      healths = []
      under.scanner.onScan((scan) => scans.push(scan))
      under.scanner.onHealth((health) => healths.push(health))
    })
    afterEach(() => under.close())

    it('is ready, and says what it is', () => {
      expect(under.scanner.health()).toMatchObject({ kind: 'scanner', virtual: isVirtual, state: 'ready' })
      expect(under.scanner.health().error).toBeUndefined()
    })

    it('tells each code once, byte for byte, in its order, and where it came from', async () => {
      const codes = [isKeyboard ? PRINTABLE : EVERY_BYTE, CODE, OTHER, OTHER, bytesOf('1')]
      for (const code of codes) await under.scan(code)
      expect(read()).toEqual(codes.map(textOf))
      expect(new Set(scans.map((scan) => scan.source))).toEqual(new Set([source]))
      expect(healths).toEqual([])
    })

    it('tells a code of 4,096 bytes whole', async () => {
      const long = bytesOf('0123456789abcdef'.repeat(256))
      await under.scan(long)
      expect(read()).toEqual([textOf(long)])
    })

    it('waits for a device that sends slowly, and tells the code whole', async () => {
      await under.scanSlowly(CODE)
      expect(read()).toEqual([textOf(CODE)])
    })

    it('is lost when it is pulled, and its first code after the replug counts', async () => {
      await under.unplug()
      expect(under.scanner.health()).toMatchObject({ state: 'lost', error: 'unplugged' })
      await under.replug()
      await under.scan(OTHER)
      expect(read()).toEqual([textOf(OTHER)])
      expect([states()[0], states().at(-1)]).toEqual(['lost unplugged', 'ready'])
    })

    it('loses the code that it was sending when it is pulled, and no other', async () => {
      await under.scan(OTHER)
      await under.beginScan(CODE)
      await under.unplug()
      await under.replug()
      await under.scan(OTHER)
      expect(read()).toEqual([textOf(OTHER), textOf(OTHER)])
    })

    it('goes on after a hundred replugs', async () => {
      const codes = Array.from({ length: 100 }, (_, index) => `code ${String(index)}`)
      for (const code of codes) {
        await under.unplug()
        await under.replug()
        await under.scan(bytesOf(code))
      }
      expect(read()).toEqual(codes)
    })

    it('reads the next code after garbage', async () => {
      await under.sendGarbage()
      if (!isKeyboard) expect(states()).toEqual(['failed garbage'])
      await under.scan(CODE)
      expect(read().at(-1)).toBe(textOf(CODE))
      expect(under.scanner.health().state).toBe('ready')
    })

    it('tells nothing to a listener that stopped, and nothing at all once it is closed', async () => {
      const stopped: unknown[] = []
      const { scanner } = under
      for (const stop of [
        scanner.onScan(() => stopped.push('scan')),
        scanner.onHealth(() => stopped.push('health')),
        scanner.onDrop(() => stopped.push('drop')),
      ])
        stop()
      await under.scan(CODE)
      await under.sendGarbage()
      await under.unplug()
      expect(stopped).toEqual([])
      await under.replug()
      const before = [scans.length, healths.length]
      await scanner.close()
      await under.scan(CODE)
      await under.unplug()
      expect([scans.length, healths.length]).toEqual(before)
    })
  })
}
