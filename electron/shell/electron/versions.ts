import { createHash } from 'node:crypto'
import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, lstatSync, openSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isOlder } from './update-manifest.ts'

/** The variables by which `balcao-launch` says where the versions lie, and that this one has yet to prove itself. */
const FOLDER_VARIABLE = 'BALCAO_VERSIONS'
const TRIAL_VARIABLE = 'BALCAO_TRIAL'

/** A version that failed so often is tried no more. */
const MOST_TRIALS = 3

/** The exit code that asks `balcao-launch` to start the program again. `EX_TEMPFAIL` of sysexits.h. */
export const EXIT_AGAIN = 75

/** A package that was fetched: its file, the name under which it is to lie, and its SHA-512 in base64 by the signed manifest. */
export interface FetchedPackage {
  file: string
  name: string
  sha512: string
}

/** The folder in which versions of the program lie side by side, and what its links say of them (build/decisions/12). */
export interface Versions {
  /** Whether this process is a version that has yet to prove itself. */
  isOnTrial(): boolean
  /** From now on this version is started, and none before it any more. Durable when it returns. */
  proved(): void
  /** The newest version that a signed manifest named here, or `own` where none did. */
  newest(own: string): string
  /** Remembers that a signed manifest named it. */
  note(version: string): void
  /** Puts a package beside the others as the next to be tried. False where its bytes aren't the manifest's, and where it failed too often; throws as the disk does. */
  place(fetched: FetchedPackage): boolean
}

/** The versions' folder that the launcher named; undefined where the program wasn't started by it. */
export function openVersions(env: NodeJS.ProcessEnv): Versions | undefined {
  const folder = env[FOLDER_VARIABLE]
  if (folder === undefined || folder === '') return undefined
  const at = (name: string): string => path.join(folder, name)
  const newestKept = (): string | undefined => /^(\d+\.\d+\.\d+)\n$/.exec(read(at('newest')))?.[1]
  return {
    isOnTrial: () => env[TRIAL_VARIABLE] === '1' && lstatSync(at('trial'), { throwIfNoEntry: false })?.isSymbolicLink() === true,
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
    place({ file, name, sha512 }) {
      if (read(at('failed')).split('\n').filter((line) => line === name).length >= MOST_TRIALS) return false
      const draft = at(`${name}.new`)
      copyFileSync(file, draft)
      // What lay in the updater's cache since it was fetched is read once more, from where it will be run.
      if (createHash('sha512').update(readFileSync(draft)).digest('base64') !== sha512) {
        rmSync(draft)
        return false
      }
      chmodSync(draft, 0o755)
      sync(draft)
      renameSync(draft, at(name))
      rmSync(at('next.new'), { force: true })
      symlinkSync(name, at('next.new'))
      renameSync(at('next.new'), at('next'))
      sync(folder)
      return true
    }
  }
}

const read = (file: string): string => existsSync(file) ? readFileSync(file, 'utf8') : ''

function sync(file: string): void {
  const handle = openSync(file, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
