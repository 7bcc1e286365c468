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

/**
 * The environment variables by which `balcao-launch` tells where the versions lie, and that this version is on trial.
 */
const FOLDER_VARIABLE = 'BALCAO_VERSIONS'
const TRIAL_VARIABLE = 'BALCAO_TRIAL'

/** How many bytes an update must leave free on the disk: well above what a station needs to take new money. */
const LEFT_ON_DISK = 512 * 1024 * 1024

/** A version that failed its trial so often isn't tried again. */
const MOST_TRIALS = 3

/** The exit code that asks `balcao-launch` to start the program again (`EX_TEMPFAIL` of sysexits.h). */
export const EXIT_RESTART = 75

/**
 * A fetched package: its file, the name under which it will lie in the versions' folder, and its SHA-512 in base64 by
 * the signed manifest.
 */
export interface FetchedPackage {
  file: string
  name: string
  sha512: string
}

/**
 * The folder with the program's versions side by side, and its links that name the current, the next and the one on
 * trial (build/decisions/12).
 */
export interface Versions {
  /**
   * Whether the launcher started this process as a version on trial. Stays true where the launcher gave the trial up
   * since, so that this version can't take over.
   */
  isOnTrial(): boolean
  /**
   * Ends the trial: this version is the current one from now on. Durable when it returns; throws where the launcher
   * gave the trial up.
   */
  endTrial(): void
  /** The newest version that a signed manifest named on this machine, or `own` where that is newer or there is none. */
  newest(own: string): string
  /** Remembers that a signed manifest named this version. */
  noteSigned(version: string): void
  /** Whether so many bytes fit on the versions' disk and leave enough room for the station. */
  hasRoomFor(bytes: number): boolean
  /**
   * Copies a package beside the others, where nothing starts it yet. False where its hash isn't the manifest's, it
   * failed too often, or it is the current version. Rejects where the disk fails or has no room. In each of these cases
   * nothing of the copy stays.
   */
  prepare(fetched: FetchedPackage): Promise<boolean>
  /**
   * Makes a prepared package the next version to be tried, and deletes the fetched file. Durable when it returns;
   * throws where the disk fails.
   */
  setNext(fetched: FetchedPackage): void
}

/**
 * Opens the versions' folder that the launcher named; undefined where the launcher didn't start this program.
 *
 * @param freeBytes how many bytes are free on a folder's disk
 */
export function openVersions(env: NodeJS.ProcessEnv, freeBytes = freeBytesOn): Versions | undefined {
  const folder = env[FOLDER_VARIABLE]
  if (folder === undefined || folder === '') return undefined
  const pathOf = (name: string): string => path.join(folder, name)
  const hasRoomFor = (bytes: number): boolean => freeBytes(folder) >= bytes + LEFT_ON_DISK
  const newestKept = (): string | undefined => /^(\d+\.\d+\.\d+)\n$/.exec(read(pathOf('newest')))?.[1]
  return {
    isOnTrial: () => env[TRIAL_VARIABLE] === '1',
    endTrial() {
      renameSync(pathOf('trial'), pathOf('current'))
      sync(folder)
    },
    newest(own) {
      const kept = newestKept()
      return kept === undefined || isOlder(kept, own) ? own : kept
    },
    noteSigned(version) {
      if (newestKept() === version) return
      writeFileSync(pathOf('newest.new'), `${version}\n`)
      sync(pathOf('newest.new'))
      renameSync(pathOf('newest.new'), pathOf('newest'))
    },
    hasRoomFor,
    async prepare({ file, name, sha512 }) {
      if (
        read(pathOf('failed'))
          .split('\n')
          .filter((line) => line === name).length >= MOST_TRIALS
      )
        return false
      if (
        lstatSync(pathOf('current'), { throwIfNoEntry: false })?.isSymbolicLink() &&
        readlinkSync(pathOf('current')) === name
      )
        return false
      const draft = pathOf(`${name}.new`)
      const remove = (): Promise<void> => rm(draft, { force: true })
      await remove()
      if (!hasRoomFor((await stat(file)).size)) throw new Error('the disk has no room for it')
      try {
        await copyFile(file, draft)
        // The copy's hash is checked, since the file may have changed in the updater's cache and the copy is what will
        // be run.
        const isAsSigned = (await sha512Of(draft)) === sha512
        if (isAsSigned) await makeRunnable(draft)
        else await remove()
        return isAsSigned
      } catch (error) {
        await remove()
        throw error
      }
    },
    setNext({ file, name }) {
      renameSync(pathOf(`${name}.new`), pathOf(name))
      rmSync(pathOf('next.new'), { force: true })
      symlinkSync(name, pathOf('next.new'))
      renameSync(pathOf('next.new'), pathOf('next'))
      sync(folder)
      rmSync(file, { force: true })
    },
  }
}

/**
 * Makes a package the next version to be tried if the program may end, which is asked before the copy and again after
 * it, since somebody may have come to the machine meanwhile. `waits`: it may not end now; `refused`: `prepare` answered
 * false. Rejects where the disk fails.
 */
export async function place(
  fetched: FetchedPackage,
  versions: Pick<Versions, 'prepare' | 'setNext'>,
  mayEnd: () => Promise<boolean>,
): Promise<'placed' | 'waits' | 'refused'> {
  if (!(await mayEnd())) return 'waits'
  if (!(await versions.prepare(fetched))) return 'refused'
  if (!(await mayEnd())) return 'waits'
  versions.setNext(fetched)
  return 'placed'
}

function freeBytesOn(folder: string): number {
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
