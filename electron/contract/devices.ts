import { z } from 'zod'
import { instant, outcome, procedure } from './procedure.ts'
import { device, keypadKey } from './station.ts'

/**
 * What a device's trouble comes to, for whoever stands in front of it: the errors of devices for which there is
 * something else to do than for any other, `unused` of one that nobody has named, and `other`. Each has words for a
 * clerk in `renderer/i18n` and for a technician in `doctor`.
 */
export const DEVICE_TROUBLES = [
  'unplugged',
  'permission-denied',
  'in-use',
  'camera-refused',
  'camera-failed',
  'not-answering',
  'mute-card',
  'not-protected',
  'paper-low',
  'paper-out',
  'cover-open',
  'cutter',
  'printer-lost',
  'picture-failed',
  'offline',
  'fault',
  'not-known',
  'no-finger',
  'no-key',
  'unreachable',
  'garbage',
  'driver-stopped',
  'library-missing',
  'driver-missing',
  'service-missing',
  'not-found',
  'unused',
  'other',
] as const
export const deviceTrouble = z.enum(DEVICE_TROUBLES)
export type DeviceTrouble = z.infer<typeof deviceTrouble>

/** The id of a device. */
export const deviceId = z.string().min(1).max(256)

/** How many cameras a page tells of at most. */
export const MAX_CAMERAS_TOLD = 64

/**
 * The tests of a device: `status` asks it how it is, without any effect; `paper` prints a test paper; `finger` waits some
 * seconds for somebody's finger on the sensor, of which nothing is kept; `keys` waits until somebody has pressed each key of
 * the keypad, which does nothing else meanwhile; `blink` has all lights blink some seconds, for somebody to look at.
 */
export const DEVICE_TESTS = ['status', 'paper', 'finger', 'keys', 'blink'] as const
export const deviceTest = z.enum(DEVICE_TESTS)
export type DeviceTest = z.infer<typeof deviceTest>

/**
 * How a scanner that is in keyboard mode is set to HID POS mode. `todo`: what a technician does, in English. `manual`: where
 * its maker's manual has the code, and what it calls the mode; absent where that isn't known.
 */
export const setUp = z.object({
  todo: z.string(),
  manual: z.object({ maker: z.string(), mode: z.string(), where: z.string() }).optional(),
})
export type SetUp = z.infer<typeof setUp>

/**
 * A device with what a technician asks of it. `trouble`: absent where there is nothing to do; `todo`: what a technician
 * does about it, in English. `lastError`: its newest error since the station started, also one that is over. `lastRead`:
 * when a scanner read its last code. `setUp`: of a scanner in keyboard mode. `error` of a test is a code, absent where the
 * test was good; `unheard`: the keys that a keypad's test waited for in vain; its `trouble` and `todo`, as a device's, are
 * absent where the device isn't ready, and so says itself what, and once it has changed.
 */
export const deviceReport = device.extend({
  trouble: deviceTrouble.optional(),
  todo: z.string().optional(),
  lastError: z.object({ error: z.string(), at: instant }).optional(),
  lastRead: instant.optional(),
  setUp: setUp.optional(),
  tests: z.array(deviceTest),
  lastTest: z
    .object({
      test: deviceTest,
      at: instant,
      error: z.string().optional(),
      unheard: z.array(keypadKey).optional(),
      trouble: deviceTrouble.optional(),
      todo: z.string().optional(),
    })
    .optional(),
})
export type DeviceReport = z.infer<typeof deviceReport>

/**
 * A code of our own that proves a scanner's way to the station. `read`: how it came. `way`: by a scanner's keys in the page
 * (`page-keyboard`), by the station's own scanner in keyboard mode or in HID POS mode, by a camera, or typed. `reading`:
 * `whole`, as it is; `translated`, from the keys of `layouts` or of Caps Lock; `changed`, so that it can't be read.
 * `todo`: what a technician does about it, in one English sentence.
 */
export const scanCheck = z.object({
  text: z.string(),
  expiresAt: instant,
  state: z.enum(['waiting', 'read', 'expired']),
  read: z
    .object({
      face: z.enum(['kiosk', 'counter']),
      way: z.enum(['page-keyboard', 'hid-keyboard', 'hid-pos', 'camera', 'typed']),
      reading: z.enum(['whole', 'translated', 'changed']),
      layouts: z.array(z.string()),
      at: instant,
      todo: z.string().optional(),
    })
    .optional(),
})
export type ScanCheck = z.infer<typeof scanCheck>

const forStaff = { faces: ['counter', 'technician'], roles: ['clerk', 'supervisor', 'technician'] } as const

/**
 * The state of a page's camera, which the page alone sees. `ready`: it is there and nothing speaks against it, opened or
 * not; `refused`: the browser doesn't let the page use it; `none`: there is none, and none is expected; `lost`: it is
 * gone, or gives no frames; `in-use`: another program has it; `failed`: what it sees can't be read.
 */
export const CAMERA_STATES = ['ready', 'refused', 'none', 'lost', 'in-use', 'failed'] as const
/** `count`: how many cameras the browser tells the page of; never which ones. */
export const pageCamera = z.object({ state: z.enum(CAMERA_STATES), count: z.int().min(0).max(MAX_CAMERAS_TOLD) })
export type PageCamera = z.infer<typeof pageCamera>

/** The procedures of the devices, for the pages, the counter's staff and the technician's command line. */
export const devices = {
  /** Every device that is attached. A technician has `technician.devices`. */
  list: procedure({ faces: ['counter'], roles: ['clerk', 'supervisor'], refusals: [] }).output(
    z.object({ devices: z.array(deviceReport) }),
  ),
  /**
   * Tests a device now. Refuses while a payment is under way (`payment-under-way`), and with `invalid-input`; its `why` is
   * `unknown`: no device has this id; `untested`: it has no such test. A test that failed is no refusal: `lastTest` says so.
   */
  test: procedure({ ...forStaff, refusals: ['payment-under-way', 'invalid-input'] })
    .input(z.object({ id: deviceId, test: deviceTest }))
    .output(outcome({ device: deviceReport })),
  /** Makes a new check code, which holds for two minutes in the place of any before. Reading it has no other effect. */
  startScanCheck: procedure({ ...forStaff, refusals: [] }).output(z.object({ check: scanCheck })),
  /** The check code of now and how it was read; null where none was made since the station started. */
  scanCheck: procedure({ ...forStaff, refusals: [] }).output(z.object({ check: scanCheck.nullable() })),
  /** Says how the camera of the page at this face is. The station forgets it when the page's connection ends. */
  announceCamera: procedure({
    faces: ['kiosk', 'counter'],
    roles: ['nobody', 'resident', 'clerk', 'supervisor'],
    refusals: [],
  })
    .input(pageCamera)
    .output(z.object({})),
}
