import { defined } from '../../electron/common/defined.ts'
import { readDescriptor } from '../hid/descriptor.ts'
import type { HidInfo, HidSystem } from '../hid/hid.ts'
import { superviseHid, type Supervisor } from '../hid/supervise.ts'
import type { Clock, DeviceHealth } from '../ports.ts'
import { KEYBOARD } from '../scanner/hid-keyboard/decode.ts'
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
  let supervisor: Supervisor | undefined
  let wanted: readonly DeviceMatch[] | null = null

  const isMeantAs = (mode: 'hid-pos' | 'keyboard', info: HidInfo): boolean =>
    isMeant(foundOf(info), wanted?.filter((match) => (match.mode ?? 'hid-pos') === mode) ?? [])

  const sayHealth = ({ id, state, since, error }: DeviceHealth) =>
    say({ say: 'health', id, state, since, ...defined({ error }) })

  async function watch(use: readonly DeviceMatch[] | null): Promise<void> {
    wanted = use
    supervisor ??= superviseHid({
      system,
      clock,
      // A keyboard is a scanner only where the settings say so; others aren't even shown, since they are keyboards.
      isOurs: (info) => isScanner(info) || (isKeyboard(info) && isMeantAs('keyboard', info)),
      isUsed: (info) => (isScanner(info) ? wanted === null || isMeantAs('hid-pos', info) : true),
      onFound(device) {
        const isPos = isScanner(device.info)
        const id = `${isPos ? 'scanner' : 'keyboard-scanner'}-${device.key}`
        const { scanner, listener } = (isPos ? createPosScanner : createKeyboardScanner)({ id, device, clock })
        scanners.set(id, scanner)
        const sayFound = () => say({ say: 'found', id, device: foundOf(device.info) })
        sayFound()
        sayHealth(scanner.health())
        scanner.onHealth(sayHealth)
        scanner.onScan(({ bytes, source, symbology }) => {
          if (source !== 'hid-pos' && source !== 'hid-keyboard') return
          say({ say: 'scan', id, source, bytes: Buffer.from(bytes).toString('base64'), ...defined({ symbology }) })
        })
        scanner.onDrop((reason) => say({ say: 'drop', id, reason }))
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
        }
      },
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
      await Promise.all([...scanners.values()].map((scanner) => scanner.close()))
    },
  }
}
