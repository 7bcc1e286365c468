import { defined } from '../../electron/common/defined.ts'
import { readDescriptor } from '../hid/descriptor.ts'
import type { HidInfo, HidSystem } from '../hid/hid.ts'
import { KEYBOARD } from '../hid/keyboard.ts'
import type { DeviceListener } from '../hid/slot.ts'
import { superviseHid, type SupervisedDevice, type Supervisor } from '../hid/supervise.ts'
import { createHidKeypad } from '../keypad/hid.ts'
import type { Keypad } from '../keypad/port.ts'
import type { Clock, DeviceHealth } from '../ports.ts'
import { createKeyboardScanner } from '../scanner/hid-keyboard/driver.ts'
import { createPosScanner, type PosScanner } from '../scanner/hid-pos/driver.ts'
import { BARCODE_SCANNER, isPosScanner } from '../scanner/hid-pos/layout.ts'
import type { Scanner } from '../scanner/port.ts'
import { foundOf, isMeant } from './match.ts'
import type { DeviceMatch, FromHost, ToHost } from './messages.ts'

/** A scanner by the system's list, or by its own descriptor where the list doesn't name its collections. */
const isScanner = ({ applications, descriptor }: HidInfo): boolean =>
  applications.includes(BARCODE_SCANNER) ||
  isPosScanner((descriptor && readDescriptor(descriptor)) ?? { applications: [] })

const isKeyboard = ({ applications }: HidInfo): boolean => applications.includes(KEYBOARD)

/** The drivers of this machine's devices, in whatever process they run. */
export interface Host {
  take(order: Exclude<ToHost, { do: 'cards' }>): Promise<void>
  close(): Promise<void>
}

/** Makes the host of the drivers; `say` hears what they tell. Nothing is opened before the order to watch. */
export function createHost(deps: { system: HidSystem; clock: Clock; say(message: FromHost): void }): Host {
  const { system, clock, say } = deps
  const scanners = new Map<string, Scanner & Partial<PosScanner>>()
  const keypads: Keypad[] = []
  let supervisor: Supervisor | undefined
  let wanted: readonly DeviceMatch[] | null = null

  const matchAs = (mode: NonNullable<DeviceMatch['mode']>, info: HidInfo): DeviceMatch | undefined =>
    wanted?.find((match) => (match.mode ?? 'hid-pos') === mode && isMeant(foundOf(info), [match]))

  const sayHealth = ({ id, state, since, error }: DeviceHealth) =>
    say({ say: 'health', id, state, since, ...defined({ error }) })

  function addScanner(id: string, device: SupervisedDevice): DeviceListener {
    const { scanner, listener } = (isScanner(device.info) ? createPosScanner : createKeyboardScanner)({
      id,
      device,
      clock,
    })
    scanners.set(id, scanner)
    sayHealth(scanner.health())
    scanner.onHealth(sayHealth)
    scanner.onScan(({ bytes, source, symbology }) => {
      if (source !== 'hid-pos' && source !== 'hid-keyboard') return
      say({ say: 'scan', id, source, bytes: Buffer.from(bytes).toString('base64'), ...defined({ symbology }) })
    })
    scanner.onDrop((reason) => say({ say: 'drop', id, reason }))
    return listener
  }

  function addKeypad(id: string, usages: DeviceMatch['keys']): DeviceListener {
    const { keypad, listener } = createHidKeypad({ id, clock, usages: defined(usages ?? {}) })
    keypads.push(keypad)
    sayHealth(keypad.health())
    keypad.onHealth(sayHealth)
    keypad.onKey((key) => say({ say: 'key', id, key }))
    return listener
  }

  function addDevice(device: SupervisedDevice): DeviceListener {
    const keypad = isScanner(device.info) ? undefined : matchAs('keypad', device.info)
    const id = `${keypad ? 'keypad' : isScanner(device.info) ? 'scanner' : 'keyboard-scanner'}-${device.key}`
    const sayFound = () => {
      const found = foundOf(device.info)
      if (keypad) say({ say: 'found', id, kind: 'keypad', device: found })
      else {
        const mode = isScanner(device.info) ? 'hid-pos' : 'keyboard'
        say({ say: 'found', id, kind: 'scanner', device: { ...found, mode } })
      }
    }
    sayFound()
    const listener = keypad ? addKeypad(id, keypad.keys) : addScanner(id, device)
    return {
      ...listener,
      // It may be at another socket than before.
      onReady(info) {
        sayFound()
        listener.onReady(info)
      },
      onUnused() {
        sayFound()
        listener.onUnused()
      },
      onGone() {
        listener.onGone()
        void scanners.get(id)?.close()
        scanners.delete(id)
        say({ say: 'gone', id })
      },
    }
  }

  async function watch(use: readonly DeviceMatch[] | null): Promise<void> {
    wanted = use
    supervisor ??= superviseHid({
      system,
      clock,
      // A keyboard is ours only where the settings say what it is; others aren't even shown, since they are keyboards.
      isOurs: (info) =>
        isScanner(info) || (isKeyboard(info) && (matchAs('keyboard', info) ?? matchAs('keypad', info)) !== undefined),
      isUsed: (info) => !isScanner(info) || wanted === null || matchAs('hid-pos', info) !== undefined,
      onFound: addDevice,
    })
    await supervisor.look()
  }

  return {
    async take(order) {
      if (order.do === 'watch') return watch(order.use)
      const scanner = scanners.get(order.id)
      const done =
        order.order === 'trigger' ? await scanner?.trigger?.() : await scanner?.allowRead?.(order.order === 'allow')
      say({ say: 'done', n: order.n, done: done === true })
    },
    async close() {
      await supervisor?.close()
      await Promise.all([...scanners.values(), ...keypads].map((device) => device.close()))
    },
  }
}
