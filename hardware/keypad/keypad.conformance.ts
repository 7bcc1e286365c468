import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KEYPAD_KEYS, type Keypad, type KeypadKey } from './port.ts'

/** What the conformance tests need of a keypad: the driver or twin, and the device in a test's hands. */
export interface KeypadUnderTest {
  keypad: Keypad
  /** Presses a key and releases it. */
  press(key: KeypadKey): Promise<void>
  /** Pulls the cable, and lets the driver notice. */
  unplug(): Promise<void>
  /** Puts the cable back, and waits until it is open. */
  replug(): Promise<void>
  close(): Promise<void>
}

/**
 * The conformance tests of every keypad, real or virtual (hardware.md). `open` is called once a test and gives one that
 * is plugged in and open.
 */
export function describeKeypad(name: string, isVirtual: boolean, open: () => Promise<KeypadUnderTest>): void {
  describe(name, () => {
    let under: KeypadUnderTest
    let keys: KeypadKey[]
    let states: string[]

    beforeEach(async () => {
      under = await open()
      keys = []
      states = []
      under.keypad.onKey((key) => keys.push(key))
      under.keypad.onHealth(({ state, error }) => states.push(error === undefined ? state : `${state} ${error}`))
    })
    afterEach(() => under.close())

    it('is ready, and says what it is', () => {
      expect(under.keypad.health()).toMatchObject({ kind: 'keypad', virtual: isVirtual, state: 'ready' })
      expect(under.keypad.health().error).toBeUndefined()
    })

    it('tells each press of each key once, in their order', async () => {
      for (const key of [...KEYPAD_KEYS, 'select', 'select'] as const) await under.press(key)
      expect(keys).toEqual([...KEYPAD_KEYS, 'select', 'select'])
      expect(states).toEqual([])
    })

    it('is lost when it is pulled, and its first press after the replug counts', async () => {
      await under.unplug()
      await under.press('down')
      await under.replug()
      await under.press('up')
      expect(keys).toEqual(['up'])
      expect(states).toEqual(['lost unplugged', 'ready'])
    })

    it('tells nothing to a listener that stopped, and nothing at all once it is closed', async () => {
      const stopped: unknown[] = []
      under.keypad.onKey((key) => stopped.push(key))()
      under.keypad.onHealth((health) => stopped.push(health))()
      await under.keypad.close()
      await under.press('select')
      await under.unplug()
      expect([stopped, keys, states]).toEqual([[], [], []])
    })
  })
}
