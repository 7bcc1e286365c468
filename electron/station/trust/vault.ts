import * as fs from 'node:fs'
import { join } from 'node:path'
import { encode } from 'cborg'
import { defined } from '../../common/defined.ts'
import { isBytes, readCbor } from '../identity/cbor.ts'

/**
 * The trust folder. It holds everything as the gateway sent it: the bundle encrypted, the filter and the successions in
 * the open.
 *
 *   bundle.cose          the bundle in force
 *   filter-SHA256.mef    the filter that it names; by its hash, so that the old one stays until the new bundle stands
 *   successions.cbor     the messages that led from the pinned root to today's
 *   floor                the highest version that was ever in force
 *
 * A file is written beside its place, made durable, and moved there: whenever the power goes, a name holds the old file
 * or the new one. The bundle's move is the moment of the swap, since it names its filter.
 */
export interface Vault {
  read(): StoredTrust
  /**
   * Writes the filter, then the bundle that names it, then deletes what the old bundle left. Throws the disk's errors.
   */
  swap(next: { bundle: Uint8Array; version: number; filter: { sha256: Uint8Array; file: Uint8Array } }): void
  keepSuccessions(messages: readonly Uint8Array[]): void
}

/** The content of the trust folder. `floor` is the highest version that was ever in force, 0 where there was none. */
export interface StoredTrust {
  bundle?: Uint8Array
  successions: Uint8Array[]
  floor: number
  filter(sha256: Uint8Array): Uint8Array | undefined
}

/** The file operations that the vault uses, so that a test can cut the power between any two. */
export type Disk = Pick<
  typeof fs,
  | 'openSync'
  | 'writeSync'
  | 'fsyncSync'
  | 'closeSync'
  | 'renameSync'
  | 'unlinkSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'mkdirSync'
>

const BUNDLE = 'bundle.cose'
const SUCCESSIONS = 'successions.cbor'
const FLOOR = 'floor'
const BESIDE = '.new'
const FILTER_NAME = /^filter-[0-9a-f]{64}\.mef$/
const OWNER_ONLY = 0o600

const filterName = (sha256: Uint8Array) => `filter-${Buffer.from(sha256).toString('hex')}.mef`

/** Opens the folder and makes it where it is missing. Throws the disk's errors. */
export function openVault(folder: string, disk: Disk = fs): Vault {
  disk.mkdirSync(folder, { recursive: true, mode: 0o700 })

  function readIfThere(name: string): Uint8Array | undefined {
    try {
      return new Uint8Array(disk.readFileSync(join(folder, name)))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }

  /** Makes a file's new name durable. */
  function syncNames() {
    const handle = disk.openSync(folder, 'r')
    try {
      disk.fsyncSync(handle)
    } finally {
      disk.closeSync(handle)
    }
  }

  function write(name: string, content: Uint8Array) {
    const beside = join(folder, name + BESIDE)
    const handle = disk.openSync(beside, 'w', OWNER_ONLY)
    try {
      for (let at = 0; at < content.length;) at += disk.writeSync(handle, content, at)
      disk.fsyncSync(handle)
    } finally {
      disk.closeSync(handle)
    }
    disk.renameSync(beside, join(folder, name))
    syncNames()
  }

  function clear(keep: string) {
    for (const name of disk.readdirSync(folder)) {
      if (name.endsWith(BESIDE) || (FILTER_NAME.test(name) && name !== keep)) disk.unlinkSync(join(folder, name))
    }
  }

  return {
    read() {
      const bundle = readIfThere(BUNDLE)
      const successions = readCbor(readIfThere(SUCCESSIONS) ?? new Uint8Array(), { shortest: true })?.value
      const floor = Number(new TextDecoder().decode(readIfThere(FLOOR)))
      return {
        ...defined({ bundle }),
        successions: Array.isArray(successions) ? successions.filter((message) => isBytes(message)) : [],
        floor: Number.isSafeInteger(floor) && floor > 0 ? floor : 0,
        filter: (sha256) => readIfThere(filterName(sha256)),
      }
    },
    swap({ bundle, version, filter }) {
      const name = filterName(filter.sha256)
      write(name, filter.file)
      write(BUNDLE, bundle)
      // Written after the bundle: a floor above the stored bundle's version would leave none to open.
      write(FLOOR, new TextEncoder().encode(`${version}\n`))
      clear(name)
    },
    keepSuccessions(messages) {
      write(SUCCESSIONS, encode([...messages]))
    },
  }
}
