import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'
import { AppImageUpdater, Provider, type ResolvedUpdateFileInfo, type UpdateInfo } from 'electron-updater'
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js'
import { z } from 'zod'
import { mayLookForUpdates } from './update-policy.ts'
import { readSignedManifest, updateSource, type UpdateSource } from './update-manifest.ts'
import { place, type FetchedPackage, type Versions } from './versions.ts'

/** How often an installed package looks for an update. */
const LOOK_MS = 6 * 3_600_000

/** How often it checks whether a fetched update can be put in place. */
const PLACE_LOOK_MS = 2_000

/** What following updates needs of the program. */
export interface UpdateOptions {
  say: (line: string) => void
  /** Undefined where the program wasn't started by the launcher, which alone can go back to the version before. */
  versions: Versions | undefined
  /** Whether the program may be ended now. */
  mayEnd: () => Promise<boolean>
  /** Called when a new version lies beside this one: the program has to end, and the launcher tries the new version. */
  onPlaced: () => void
}

/**
 * Follows the updates of an installed package that was started by `balcao-launch` and has an update address and key. A
 * manifest is believed only with its signature, nothing is fetched before, and a fetched update is put beside this
 * version only while nobody is at the machine (build/decisions/12).
 */
export function followUpdates({ say, versions, mayEnd, onPlaced }: UpdateOptions): void {
  const source = readSource()
  const isConfigured = source !== undefined && existsSync(path.join(process.resourcesPath, 'app-update.yml'))
  if (!versions || !source || !mayLookForUpdates({ isPackaged: app.isPackaged, isConfigured })) return
  const updater = new AppImageUpdater()
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.allowDowngrade = false
  // The manifest has the hash of the whole file, so the whole file is fetched.
  updater.disableDifferentialDownload = true
  updater.logger = null
  updater.setFeedURL({ provider: 'custom', updateProvider: signedProvider(source, versions) })
  let isTold = false
  const tellOnce = (line: string): void => {
    if (!isTold) say(line)
    isTold = true
  }
  updater.on('error', () =>
    tellOnce(
      'Balcão: the update could not be fetched, or is not signed for this package; it is looked for again later.',
    ),
  )
  let fetched: FetchedPackage | undefined
  const look = async (): Promise<void> => {
    const found = await updater.checkForUpdates()
    if (!found?.isUpdateAvailable) return
    // Twice the size: the file lies in the updater's cache and is copied from there.
    if (!versions.hasRoomFor(2 * Math.max(...found.updateInfo.files.map(({ size = 0 }) => size)))) {
      tellOnce('Balcão: the disk has no room for an update; free some space. It is looked for again later.')
      return
    }
    const [file] = await updater.downloadUpdate()
    const named = found.updateInfo.files.find(({ url }) => url === path.basename(file ?? ''))
    if (file !== undefined && named) fetched = { file, name: named.url, sha512: named.sha512 }
  }
  const placeFetched = async (): Promise<void> => {
    const one = fetched
    if (!one) return
    // Where placing it fails it is dropped, until the next look fetches it again.
    fetched = undefined
    const outcome = await place(one, versions, mayEnd)
    if (outcome === 'waits') fetched ??= one
    else if (outcome === 'placed') onPlaced()
    else say(`Balcão: ${one.name} is not put in place: it is not as its manifest says, runs already, or failed before.`)
  }
  const lookInBackground = (): void => void look().catch(() => undefined)
  lookInBackground()
  setInterval(lookInBackground, LOOK_MS).unref()
  const placeLater = (): void =>
    void setTimeout(() => {
      void placeFetched()
        .catch(() =>
          say('Balcão: the update could not be put in place; it is tried again after it was looked for again.'),
        )
        .finally(placeLater)
    }, PLACE_LOOK_MS).unref()
  placeLater()
}

/** The update address and key that the package was made with; undefined where it has none or they can't be read. */
function readSource(): UpdateSource | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(app.getAppPath(), 'package.json'), 'utf8'))
    return z.object({ updates: updateSource.optional() }).parse(manifest).updates
  } catch {
    return undefined
  }
}

/** Makes electron-updater's provider: it fetches a manifest with its signature and refuses one that isn't signed. */
function signedProvider({ url, key }: UpdateSource, versions: Versions) {
  const base = new URL(url.endsWith('/') ? url : `${url}/`)

  return class SignedProvider extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime)
    }

    async getLatestVersion(): Promise<UpdateInfo> {
      const name = `${this.getDefaultChannelName()}.yml`
      const [text, signature] = [
        await this.httpRequest(new URL(name, base)),
        await this.httpRequest(new URL(`${name}.sig`, base)),
      ]
      const { version, files } = readSignedManifest({
        name,
        text: text ?? '',
        signature: signature ?? '',
        key,
        floor: versions.newest(app.getVersion()),
      })
      versions.noteSigned(version)
      return { version, files, path: files[0]?.url ?? '', sha512: files[0]?.sha512 ?? '', releaseDate: '' }
    }

    resolveFiles({ files }: UpdateInfo): ResolvedUpdateFileInfo[] {
      return files.map((info) => ({ url: new URL(info.url, base), info }))
    }
  }
}
