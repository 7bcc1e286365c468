import { z } from 'zod'
import { KEYPAD_KEYS } from '../keypad/port.ts'
import { cardNews, cardOrder } from './card-messages.ts'

/** Four hexadecimal digits, as `lsusb` prints a vendor and a product. */
const usbId = z.string().regex(/^[0-9a-f]{4}$/, 'four hexadecimal digits in lower case, as lsusb prints them')

/**
 * Which device is meant: its vendor and product as `lsusb` prints them and, to tell equal ones apart, its serial number
 * or the USB socket that it is plugged into.
 */
export const deviceMatch = z.strictObject({
  vendor: usbId,
  product: usbId,
  serial: z.string().min(1).max(128).optional(),
  port: z
    .string()
    .regex(/^\d+-[\d.]+$/, 'a USB socket, such as 1-2.1')
    .optional(),
  /**
   * How it sends what it reads, or that it is a keypad; HID POS where it isn't said. A keyboard is a scanner or a keypad
   * only where this says so.
   */
  mode: z.enum(['hid-pos', 'keyboard', 'keypad']).optional(),
  /** The usages of page 7 that a keypad's keys send, where they aren't the common ones. */
  keys: z.partialRecord(z.enum(KEYPAD_KEYS), z.int().min(4).max(255)).optional(),
})
export type DeviceMatch = z.infer<typeof deviceMatch>

/** What the station tells the process of the drivers. `use`: the devices to be used; null: each that is supported. */
export const toHost = z.discriminatedUnion('do', [
  z.object({ do: z.literal('watch'), use: z.array(deviceMatch).nullable() }),
  z.object({ do: z.literal('order'), n: z.int(), id: z.string(), order: z.enum(['allow', 'prevent', 'trigger']) }),
  z.object({ do: z.literal('cards'), order: cardOrder }),
])
export type ToHost = z.infer<typeof toHost>

/** Why the machine's HID devices can't be used at all. `library`: the shared library that is missing. */
const systemFault = z.discriminatedUnion('code', [
  z.object({ code: z.literal('library-missing'), library: z.string() }),
  z.object({ code: z.literal('driver-missing') }),
])

/** A supported device, as it was found. `mode`: how a scanner sends what it reads. */
export const foundDevice = z.object({
  vendor: usbId,
  product: usbId,
  serial: z.string().optional(),
  port: z.string().optional(),
  maker: z.string().optional(),
  name: z.string().optional(),
  release: z.string().optional(),
  mode: z.enum(['hid-pos', 'keyboard']).optional(),
})
export type FoundDevice = z.infer<typeof foundDevice>

/** What the process of the drivers tells the station. `since`: milliseconds since 1970. */
export const fromHost = z.discriminatedUnion('say', [
  z.object({ say: z.literal('started') }),
  z.object({ say: z.literal('fault'), fault: systemFault }),
  z.object({ say: z.literal('gone'), id: z.string() }),
  z.object({ say: z.literal('found'), id: z.string(), kind: z.enum(['scanner', 'keypad']), device: foundDevice }),
  z.object({
    say: z.literal('health'),
    id: z.string(),
    state: z.enum(['ready', 'starting', 'lost', 'failed', 'unused']),
    since: z.int(),
    error: z.string().optional(),
  }),
  z.object({
    say: z.literal('scan'),
    id: z.string(),
    source: z.enum(['hid-pos', 'hid-keyboard']),
    bytes: z.base64(),
    symbology: z.string().optional(),
  }),
  z.object({ say: z.literal('key'), id: z.string(), key: z.enum(KEYPAD_KEYS) }),
  z.object({ say: z.literal('drop'), id: z.string(), reason: z.string() }),
  z.object({ say: z.literal('done'), n: z.int(), done: z.boolean() }),
  z.object({ say: z.literal('cards'), news: cardNews }),
])
export type FromHost = z.infer<typeof fromHost>
