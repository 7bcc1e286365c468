import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { copyFile, open, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { isOlder } from './update-manifest.ts'

/** The variables by which `balcao-launch` says where the versions lie, and that this one has yet to prove itself. */
const FOLDER_VARIABLE = 'BALCAO_VERSIONS'
const TRIAL_VARIABLE = 'BALCAO_TRIAL'

/** So much room an update leaves on the disk, in bytes: well above what a station needs to take new money. */
const LEFT_ON_DISK = 512 * 1024 * 1024

/** A version that failed so often is tried no more. */
const MOST_TRIALS = 3

/** The exit code that asks `balcao-launch` to start the program again. `EX_TEMPFAIL` of sysexits.h. */
export const EXIT_AGAIN = 75

/**
 * A package that was fetched: its file, the name under which it is to lie, and its SHA-512 in base64 by the signed
 * manifest.
 */
export interface FetchedPackage {
  file: string
  name: string
  sha512: string
}

/**
 * The folder in which versions of the program lie side by side, and what its links say of them (build/decisions/12).
 */
export interface Versions {
  /**
   * Whether the launcher started this process as a version that has yet to prove itself; also where its trial was given
   * up since, so that it can't take over.
   */
  isOnTrial(): boolean
  /**
   * From now on this version is started, and none before it any more. Durable when it returns; throws where its trial
   * was given up.
   */
  proved(): void
  /** The newest version that a signed manifest named here, or `own` where none did. */
  newest(own: string): string
  /** Remembers that a signed manifest named it. */
  note(version: string): void
  /** Whether the versions' disk takes so many bytes and has enough room left for the station. */
  hasRoomFor(bytes: number): boolean
  /**
   * Copies a package beside the others, where nothing starts it yet. False where its bytes aren't the manifest's, where
   * it failed too often, and where it is the one that is started now; rejects as the disk does, and where there is no
   * room for it. Nothing of the copy is left then.
   */
  prepare(fetched: FetchedPackage): Promise<boolean>
  /**
   * Makes a package that was prepared the next to be tried, and lets go of what was fetched. Durable when it returns;
   * throws as the disk does.
   */
  next(fetched: FetchedPackage): void
}

/**
 * The versions' folder that the launcher named; undefined where the program wasn't started by it.
 * @param freeBytes how much room a folder's disk has
 */
export function openVersions(env: NodeJS.ProcessEnv, freeBytes = roomOn): Versions | undefined {
  const folder = env[FOLDER_VARIABLE]
  if (folder === undefined || folder === '') return undefined
  const at = (name: string): string => path.join(folder, name)
  const hasRoomFor = (bytes: number): boolean => freeBytes(folder) >= bytes + LEFT_ON_DISK
  const newestKept = (): string | undefined => /^(\d+\.\d+\.\d+)\n$/.exec(read(at('newest')))?.[1]
  return {
    isOnTrial: () => env[TRIAL_VARIABLE] === '1',
    proved() {
      renameSync(at('trial'), at('current'))
      sync(folder)
    },
    newest(own) {
      const kept = newestKept()
      return kept === undefined || isOlder(kept, own) ? own : kept
    },
    note(version) {
      if (newestKept() === version) return
      writeFileSync(at('newest.new'), `${version}\n`)
      sync(at('newest.new'))
      renameSync(at('newest.new'), at('newest'))
    },
    hasRoomFor,
    async prepare({ file, name, sha512 }) {
      if (
        read(at('failed'))
          .split('\n')
          .filter((line) => line === name).length >= MOST_TRIALS
      )
        return false
      if (lstatSync(at('current'), { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(at('current')) === name)
        return false
      const draft = at(`${name}.new`)
      const remove = (): Promise<void> => rm(draft, { force: true })
      await remove()
      if (!hasRoomFor((await stat(file)).size)) throw new Error('the disk has no room for it')
      try {
        await copyFile(file, draft)
        // What lay in the updater's cache since it was fetched is read once more, from where it will be run.
        const isAsSigned = (await sha512Of(draft)) === sha512
        if (isAsSigned) await makeRunnable(draft)
        else await remove()
        return isAsSigned
      } catch (error) {
        await remove()
        throw error
      }
    },
    next({ file, name }) {
      renameSync(at(`${name}.new`), at(name))
      rmSync(at('next.new'), { force: true })
      symlinkSync(name, at('next.new'))
      renameSync(at('next.new'), at('next'))
      sync(folder)
      rmSync(file, { force: true })
    },
  }
}

/**
 * Makes a package the next to be tried, while the program may be ended: that is asked before it is copied and again
 * after, since somebody may have come. `waits` where it may not be, `refused` where `prepare` says false; rejects as
 * the disk does.
 */
export async function place(
  fetched: FetchedPackage,
  versions: Pick<Versions, 'prepare' | 'next'>,
  mayEnd: () => Promise<boolean>,
): Promise<'placed' | 'waits' | 'refused'> {
  if (!(await mayEnd())) return 'waits'
  if (!(await versions.prepare(fetched))) return 'refused'
  if (!(await mayEnd())) return 'waits'
  versions.next(fetched)
  return 'placed'
}

function roomOn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

async function sha512Of(file: string): Promise<string> {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('base64')
}

async function makeRunnable(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    await handle.chmod(0o755)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

function sync(file: string): void {
  const handle = openSync(file, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
