import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import type { HidInfo } from '../hid/hid.ts'
import { KEYBOARD } from '../hid/keyboard.ts'
import { superviseHid } from '../hid/supervise.ts'
import { createVirtualHidSystem } from '../hid/virtual.ts'
import { KEYBOARD_DESCRIPTOR } from '../scanner/hid-pos/reports.fixture.ts'
import { COMMON_USAGES, createHidKeypad, type KeypadUsages } from './hid.ts'
import { describeKeypad } from './keypad.conformance.ts'
import type { Keypad } from './port.ts'
import { createVirtualKeypad } from './virtual.ts'

const reportOf = (...usages: number[]) => Uint8Array.of(0, 0, ...usages, 0, 0, 0, 0, 0, 0).subarray(0, 8)

/** Opens the driver on a played USB keyboard, as the process of the drivers does. */
async function openPlayed(options: { usages?: Partial<KeypadUsages>; device?: Partial<HidInfo> } = {}) {
  const system = createVirtualHidSystem()
  const { clock, pass } = createManualClock()
  let keypad: Keypad | undefined
  const supervisor = superviseHid({
    system,
    clock,
    isOurs: () => true,
    onFound({ key }) {
      const made = createHidKeypad({ id: key, clock, usages: options.usages ?? {} })
      keypad = made.keypad
      return made.listener
    },
  })
  const device = { applications: [KEYBOARD], descriptor: KEYBOARD_DESCRIPTOR, ...options.device }
  const plug = async () => {
    const at = system.plug({ vendorId: 0x1209, productId: 0x0006, port: '1-1:1.0', ...device })
    await pass(1_000)
    return at
  }
  let path = await plug()
  if (!keypad) throw new Error('the device was not found')
  return {
    keypad,
    send: (report: Uint8Array) => system.report(path, report),
    async relist(changes: Partial<HidInfo>) {
      system.relist(path, changes)
      await pass(10_000)
    },
    async unplug() {
      system.unplug(path)
      await pass(1_000)
    },
    async replug() {
      path = await plug()
    },
    close: () => supervisor.close(),
  }
}

describeKeypad('a keypad on USB', false, async () => {
  const { send, ...under } = await openPlayed()
  return {
    ...under,
    press(key) {
      send(reportOf(COMMON_USAGES[key]))
      send(reportOf())
      return Promise.resolve()
    },
  }
})

describeKeypad('a virtual keypad', true, () => {
  const keypad = createVirtualKeypad({ id: 'twin', clock: createManualClock().clock })
  const at = (work: () => unknown) => () => {
    work()
    return Promise.resolve()
  }
  return Promise.resolve({
    keypad,
    press: (key) => at(() => keypad.press(key))(),
    unplug: at(() => keypad.unplug()),
    replug: at(() => keypad.replug()),
    close: () => keypad.close(),
  })
})

describe('a keypad on USB', () => {
  it('tells a key that is held once, two that are held together each, and passes over those of a keyboard', async () => {
    const { keypad, send, close } = await openPlayed()
    const keys: string[] = []
    keypad.onKey((key) => keys.push(key))
    for (const usages of [[0x52], [0x52], [0x52, 0x51], [0x51], [], [0x04], [0x29], [0x01, 0x01], []])
      send(reportOf(...usages))
    expect(keys).toEqual(['up', 'down'])
    await close()
  })

  it('has the keys that the settings say, and the common ones otherwise', async () => {
    const { keypad, send, close } = await openPlayed({ usages: { select: 0x58, help: 0x3b } })
    const keys: string[] = []
    keypad.onKey((key) => keys.push(key))
    for (const usage of [0x58, 0x3b, 0x28, 0x3a, 0x52]) send(reportOf(usage))
    expect(keys).toEqual(['select', 'help', 'up'])
    await close()
  })

  it('tells no key while the desktop gets them too, and each one once udev took it from there', async () => {
    const { keypad, send, relist, close } = await openPlayed({ device: { isTypedToDesktop: true } })
    const keys: string[] = []
    keypad.onKey((key) => keys.push(key))
    expect(keypad.health()).toMatchObject({ state: 'failed', error: 'not-protected' })
    send(reportOf(0x28))
    await relist({ isTypedToDesktop: false })
    expect(keypad.health().state).toBe('ready')
    send(reportOf(0x28))
    expect(keys).toEqual(['select'])
    await close()
  })
})
