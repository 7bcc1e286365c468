/** One HID device as the system lists it. */
export interface HidInfo {
  /** The system's path of it, which another device may have after a replug. */
  path: string
  vendorId: number
  productId: number
  serial?: string
  product?: string
  maker?: string
  /** The number of its firmware: bcdDevice of its USB device descriptor, such as `1.20`. */
  release?: string
  /** The USB socket and interface that it is plugged into, such as `1-2.1:1.0`; absent where the system doesn't say. */
  port?: string
  /** Page × 65536 + usage of each application collection (descriptor.ts). */
  applications: readonly number[]
  /** Whether the desktop gets its keys too, where it is a keyboard and the system says. */
  isTypedToDesktop?: boolean
  /** Its own report descriptor, where the system has it. */
  descriptor?: Uint8Array
}

/**
 * Why a device can't be opened. `permission-denied`: this user may not; `in-use`: another process of ours has it;
 * `not-answering`: anything else.
 */
export type HidOpenFault = 'permission-denied' | 'in-use' | 'not-answering'

/** An open HID device. */
export interface HidHandle {
  /** Sends an output report, whose first byte is its id, or 0 where the device numbers none. */
  write(report: Uint8Array): Promise<void>
  close(): Promise<void>
}

/** What hears an open device: its input reports, and its end by a fault or a pulled cable, after which nothing comes. */
export interface HidListener {
  onReport(report: Uint8Array): void
  onLost(): void
}

/** Why the system's HID devices can't be used at all: a shared library is missing, or the driver can't be loaded. */
export type HidSystemFault = { code: 'library-missing'; library: string } | { code: 'driver-missing' }

/** The system's HID devices, real or played. */
export interface HidSystem {
  list(): Promise<HidInfo[]>
  /** Opens a device for this process alone. */
  open(
    path: string,
    listener: HidListener,
  ): Promise<{ ok: true; handle: HidHandle } | { ok: false; code: HidOpenFault }>
  /** `listener` hears that devices may have come or gone. Returns the function that ends it. */
  watch(listener: () => void): () => void
}
