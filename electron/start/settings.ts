import { findNodeAtLocation, getNodePath, getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser'
import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { defined } from '../common/defined.ts'
import { readerName } from '../../hardware/driver-host/card-messages.ts'
import { isMeant } from '../../hardware/driver-host/match.ts'
import { deviceMatch, type DeviceMatch, type FoundDevice } from '../../hardware/driver-host/messages.ts'
import { COMMON_USAGES } from '../../hardware/keypad/hid.ts'
import { KEYPAD_KEYS } from '../../hardware/keypad/port.ts'
import { MAX_CAMERA_NAME, MAX_CAMERAS, refuse, type Outcome } from '../contract/index.ts'
import { allowedInstead } from './settings-words.ts'
import { updateHours } from './update-hours.ts'

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

function isGatewayAddress(text: string): boolean {
  const address = /^https?:\/\/\S+$/i.test(text) ? URL.parse(text) : null
  return address !== null && (address.protocol === 'https:' || loopback.test(address.hostname))
}

/** A scanner that is to be used, and the face that its codes are for. */
const scannerSetting = deviceMatch
  .omit({ keys: true })
  .extend({ mode: z.enum(['hid-pos', 'keyboard']).optional(), face: z.enum(['kiosk', 'counter']) })
export type ScannerSetting = z.infer<typeof scannerSetting>

/**
 * The keypad of a kiosk. `keys`: the usage of page 7 (HID Usage Tables) that a key sends, where it isn't the common one
 * (hardware/keypad).
 */
const keypadSetting = deviceMatch.omit({ mode: true }).superRefine(({ keys = {} }, context) => {
  const usages = { ...COMMON_USAGES, ...defined(keys) }
  for (const [at, key] of KEYPAD_KEYS.entries()) {
    // Two keys that have the usages of before can't share one: the key that the settings name is the wrong one.
    const other = KEYPAD_KEYS.find(
      (each, place) => each !== key && usages[each] === usages[key] && (keys[each] === undefined || place < at),
    )
    if (keys[key] !== undefined && other !== undefined)
      context.addIssue({ code: 'custom', path: ['keys', key], message: `another usage than that of the key ${other}` })
  }
})
export type KeypadSetting = z.infer<typeof keypadSetting>

/** Where a device is in the network. Four numbers are an address, and no name. */
const host = z
  .string()
  .max(253)
  .refine(
    (text) => isIP(text) !== 0 || (/^[a-z\d_]+(?:[.-]+[a-z\d_]+)*$/i.test(text) && !/^[\d.]+$/.test(text)),
    'a name or an IP address alone, such as 192.0.2.7',
  )
const port = z.int().min(1).max(65_535)
/**
 * How a printer is spoken to (hardware/printer). `confirmation`: by what it confirms a paper, its paper sensor by default;
 * `characters`: whether it has Chinese in Big5, or is sent each paper as a picture, as by default.
 */
const printing = {
  confirmation: z.enum(['sensor', 'process-id']).optional(),
  characters: z.enum(['raster', 'big5']).optional(),
}

/** The receipt printer, an ESC/POS one: in the network, or at the machine as a device file. */
const printerSetting = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('escpos-tcp'), host, port: port.default(9_100), ...printing }),
  z.strictObject({
    driver: z.literal('escpos-file'),
    path: z.string().regex(/^(?:\/dev\/|\\\\\.\\)(?!.*\.\.)[^\0]+$/, 'a device file, such as /dev/usb/lp0'),
    ...printing,
  }),
])
/** The cash drawer of a counter, on the kick connector of the printer that is named beside it. */
const drawerSetting = z.strictObject({ driver: z.literal('printer') })

/** Whether each device that `other` means is meant by `one` too. */
const covers = (one: DeviceMatch, other: DeviceMatch): boolean =>
  one.vendor === other.vendor &&
  one.product === other.product &&
  (one.serial === undefined || one.serial === other.serial) &&
  (one.port === undefined || one.port === other.port)

/** What the settings say of one scanner: two that mean the same devices have to say the same. */
const saidOf = { face: ({ face }: ScannerSetting) => face, mode: ({ mode = 'hid-pos' }: ScannerSetting) => mode }

/**
 * Refuses scanners that contradict each other or the keypad. Two that only may be the same device, such as one named by
 * its serial number and one by its socket, are none of it.
 */
function refuseContradictions(
  { scanners = [], keypad }: { scanners?: ScannerSetting[] | undefined; keypad?: KeypadSetting | undefined },
  context: z.RefinementCtx,
): void {
  const refuseAt = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message })
  for (const [at, scanner] of scanners.entries()) {
    const before = scanners.slice(0, at).filter((each) => covers(each, scanner) && covers(scanner, each))
    for (const field of ['face', 'mode'] as const)
      if (before.some((each) => saidOf[field](each) !== saidOf[field](scanner)))
        refuseAt(
          ['scanners', at, field],
          `the same ${field} as in the entry before that names the same scanner, or a serial or port that tells the two apart`,
        )
    if (keypad && covers(keypad, scanner))
      refuseAt(['keypad'], 'another device than the scanners, or a serial or port that tells it from them')
  }
}

export type DeviceSettings = NonNullable<Settings['devices']>

/** What is given as a name, up to `most` characters: blanks alone would match nothing and be seen by nobody. */
const name = (most: number) => z.string().max(most).regex(/\S/, 'at least one character that is no blank')

/** The settings of a production station: `settings.json` in its data folder. */
const settings = z.strictObject({
  station: z.strictObject({ id: name(64), site: name(128) }),
  gateway: z.strictObject({
    /** HTTPS; plain HTTP for this machine only. */
    url: z.string().refine(isGatewayAddress, 'an address that begins with https:, or one of this machine'),
  }),
  /** The one-time enrolment code. It may stay here, since it is used once only. */
  enrolmentCode: z.string().min(1).max(256).optional(),
  /** SHA-256 of the root's raw public key, in hex; the enrolment's answer must match it. */
  rootSha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, '64 hexadecimal digits')
    .optional(),
  /** The devices that are to be used; others that are plugged in are shown and not used. */
  devices: z
    .strictObject({
      scanners: z.array(scannerSetting).max(16).optional(),
      keypad: keypadSetting.optional(),
      printer: printerSetting.optional(),
      drawer: drawerSetting.optional(),
      /** The reader of ID cards, by the name that PC/SC has for it and `doctor` prints. */
      cardReader: z
        .strictObject({
          driver: z.literal('pcsc'),
          name: readerName.regex(/\S/, 'at least one character that is no blank'),
        })
        .optional(),
      cardTerminal: z.strictObject({ driver: z.literal('tcp'), host, port }).optional(),
      /** The names of the pages' cameras, the first that is there, as the choice of cameras shows them. */
      cameras: z.array(name(MAX_CAMERA_NAME)).max(MAX_CAMERAS).optional(),
    })
    .refine(({ drawer, printer }) => !drawer || printer !== undefined, {
      path: ['drawer'],
      message: 'a drawer needs the printer that it hangs on',
    })
    .superRefine(refuseContradictions)
    .optional(),
  /** The hours in which an update may be put in place. */
  updates: updateHours.optional(),
})
export type Settings = z.infer<typeof settings>

const JSON_ALONE = 'JSON, without comments'
/** Far more than any settings take, in bytes. */
const MOST_BYTES = 65_536
/** A field's name that an error may repeat: nothing that a terminal obeys. */
const PLAIN_NAME = /^[\w.-]{1,64}$/

/**
 * Reads the folder's `settings.json`. Refuses with `invalid-input`; its parameters name the file, the field, its line and
 * what is allowed there, never a value. Where the file is missing or no JSON, the field is empty.
 */
export function readSettings(folder: string): Outcome<{ settings: Settings }> {
  const text = textOf(join(folder, 'settings.json'))
  if (text === undefined) return unreadable({})
  if (text === 'too-long') return unreadable({ line: 1, allowed: `at most ${MOST_BYTES} bytes` })
  try {
    return settingsIn(text.file)
  } catch (error) {
    // Parser and schema call themselves for each level, so that what is nested too deeply overflows the stack.
    if (error instanceof RangeError) return unreadable({ line: 1, allowed: JSON_ALONE })
    throw error
  }
}

function settingsIn(text: string): Outcome<{ settings: Settings }> {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { disallowComments: true })
  const [error] = errors
  if (error || !tree) return unreadable({ line: lineAt(text, error?.offset ?? 0), allowed: JSON_ALONE })
  const twice = repeated(tree)
  if (twice)
    return unreadable({
      field: fieldOf(getNodePath(twice)),
      line: lineAt(text, twice.offset),
      allowed: 'each field once',
    })
  const parsed = settings.safeParse(getNodeValue(tree), { error: allowedInstead })
  if (parsed.success) return { ok: true, settings: parsed.data }
  const [issue] = parsed.error.issues
  const { path: where = [], message } = issue ?? {}
  // What nobody knows is named itself, not what it stands in.
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const isPlain = unknown.every((name) => PLAIN_NAME.test(name))
  return unreadable({
    field: fieldOf(isPlain ? [...where, ...unknown] : where),
    line: lineAt(text, nearest(tree, [...where, ...unknown])?.offset ?? 0),
    ...defined({ allowed: message }),
  })
}

const fieldOf = (path: readonly PropertyKey[]): string => path.join('.')

/** The entry of the folder's settings that names a device as a scanner in keyboard mode, and its line in the file. */
export function keyboardSettingOf(
  folder: string,
  device: FoundDevice,
): { setting: ScannerSetting; line: number } | undefined {
  const read = readSettings(folder)
  const scanners = (read.ok ? read.settings.devices?.scanners : undefined) ?? []
  const index = scanners.findIndex((each) => each.mode === 'keyboard' && isMeant(device, [each]))
  const setting = scanners[index]
  const text = textOf(join(folder, 'settings.json'))
  if (!setting || typeof text !== 'object') return undefined
  const tree = parseTree(text.file)
  return (
    tree && { setting, line: lineAt(text.file, nearest(tree, ['devices', 'scanners', index, 'mode'])?.offset ?? 0) }
  )
}

/** The file's text, without the byte order mark of a Windows editor; undefined where there is no file to read. */
function textOf(path: string): { file: string } | 'too-long' | undefined {
  try {
    const found = statSync(path)
    // A pipe may have no end.
    if (!found.isFile()) return undefined
    return found.size > MOST_BYTES ? 'too-long' : { file: readFileSync(path, 'utf8').replace(/^\ufeff/, '') }
  } catch {
    return undefined
  }
}

/** The first value whose field its object has already. */
function repeated(node: Node): Node | undefined {
  const names = new Set<unknown>()
  for (const child of node.children ?? []) {
    const [name, value] = child.children ?? []
    if (child.type === 'property' && value) {
      if (names.has(name?.value)) return value
      names.add(name?.value)
    }
    const inside = repeated(child)
    if (inside) return inside
  }
  return undefined
}

/** The node of a path, or of the part of it that is there. */
function nearest(tree: Node, path: readonly PropertyKey[]): Node | undefined {
  const names = path.filter((name) => typeof name !== 'symbol')
  for (let length = names.length; length >= 0; length--) {
    const node = findNodeAtLocation(tree, names.slice(0, length))
    if (node) return node
  }
  return undefined
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

const unreadable = ({ field = '', ...rest }: { field?: string; line?: number; allowed?: string }) =>
  refuse('invalid-input', { file: 'settings.json', field, ...rest })
