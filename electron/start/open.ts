import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Clock, Random } from '../../hardware/ports.ts'
import { refuse, type Outcome } from '../contract/index.ts'
import { asJournalLock, describeError, incidentId, storageRefusal } from '../station/storage/faults.ts'
import { openFolder, type DataFolder, type Mode } from '../station/storage/folder.ts'
import { openJournal } from '../station/journal/index.ts'
import {
  createKeyFile,
  openKeys,
  type Enrolment,
  type FormerStore,
  type KeyStore,
  type Keys,
} from '../station/storage/keys.ts'
import { createDeferredGateway, createDeferredTrust, type DeferredGateway, type DeferredTrust } from './deferred.ts'
import type { Logger } from '../station/storage/log.ts'
import { makePath } from '../station/storage/paths.ts'
import type { TrainingPart } from '../station/serving/index.ts'
import type { Station } from '../station/port.ts'
import { createStation } from '../station/station.ts'
import { createTrueClock, openTrust } from '../station/trust/index.ts'
import type { StationIdentity } from '../station/upkeep/index.ts'
import { explainStart } from './explain.ts'
import { policyInForce } from './policy.ts'
import { defaultHeads } from './system.ts'

/** A station that is opened on its data folder and not connected yet. */
export interface OpenStation {
  folder: DataFolder
  /** Undefined where only another shell's key store opens them. */
  keys: Keys | undefined
  gateway: DeferredGateway
  trust: DeferredTrust
  station: Station
  /** The station's id, site and phone page, as far as they are known; the composition root fills them in. */
  identity: StationIdentity
  log: Logger
  /** Pins an enrolment's root and opens the trust under it. Refuses as `openTrust` does. */
  useEnrolment(enrolment: Enrolment): Outcome
  close(): Promise<void>
}

/** What a station is opened with. `path`: its data folder. */
export interface OpenOptions {
  path: string
  mode?: Mode | undefined
  keyStore?: KeyStore | undefined
  formerStore?: FormerStore | undefined
  /** Opens even where the keys are locked, for a technician's questions that need none. */
  evenLocked?: boolean
  /** As in `StartOptions`. */
  browser?: string | null | undefined
  /** The folder outside the data folder where the journal's head is kept; by default the system's place for it. */
  heads?: string | undefined
  /** Training only: what is served to the dock and the tests. */
  training?: TrainingPart | undefined
  clock: Clock
  random: Random
  log: (folder: DataFolder) => Logger
}

/**
 * Opens the folder, the keys, the journal and the station. Refuses as `openFolder`, `openKeys`, `openJournal` and
 * `openTrust` do, and as the disk does. A fault while opening is logged, and its refusal carries the incident's id.
 */
export async function openStation(options: OpenOptions): Promise<Outcome<{ opened: OpenStation }>> {
  const { path, mode, random } = options
  const folder = openFolder(path, mode)
  if (!folder.ok) return folder
  const log = options.log(folder.folder)
  try {
    const outcome = await openParts(options, folder.folder, log)
    if (!outcome.ok) folder.folder.close()
    return outcome
  } catch (error) {
    folder.folder.close()
    // This process holds the folder, so another program holds the locked database.
    const code = asJournalLock(storageRefusal(error) ?? 'fault')
    const incident = incidentId(random)
    log.error({ incident, refusal: code, ...describeError(error) }, 'the station could not be opened')
    return refuse(code, { incident })
  }
}

function openJournalOf(
  options: OpenOptions,
  folder: DataFolder,
  keys: Keys,
  wall: () => number,
): ReturnType<typeof openJournal> {
  return openJournal({
    folder: folder.path,
    clock: options.clock,
    wall,
    random: options.random,
    heads: options.heads ?? defaultHeads(),
    isHeld: folder.isHeld,
    wrapping: keys,
    keyFiles: keys,
  })
}

/** What a start would say of the folder's `settings.json`; undefined where it would take it. */
async function settingsTrouble(folder: string): Promise<string | undefined> {
  // Loaded here, since the library that reads settings is large and training doesn't need it.
  const { readSettings } = await import('./settings.ts')
  const read = readSettings(folder)
  return read.ok ? undefined : explainStart(read.refusal)
}

async function openParts(
  options: OpenOptions,
  folder: DataFolder,
  log: Logger,
): Promise<Outcome<{ opened: OpenStation }>> {
  const { clock, random } = options
  const keys = await openKeys(
    folder.path,
    options.keyStore ?? createKeyFile(folder.path, random, options.formerStore),
    random,
  )
  const isLocked = !keys.ok && keys.refusal.code === 'key-locked' && options.evenLocked === true
  if (!keys.ok && !isLocked) return keys
  const gateway = createDeferredGateway(clock)
  const trust = createDeferredTrust()
  const trueClock = createTrueClock(clock, gateway)
  const identity: StationIdentity = { id: folder.mode, site: folder.mode, phone: null }
  const journal = keys.ok ? openJournalOf(options, folder, keys.keys, () => trueClock.now()) : undefined
  if (journal && !journal.ok) return journal
  if (journal?.keysLost !== undefined)
    log.error(
      { code: 'body-keys-lost' },
      "keys of the journal's sealed bodies were lost: what they say can't be read any more",
    )
  const station = createStation({
    folder,
    clock,
    random,
    log,
    trust,
    gateway,
    journal: journal?.journal,
    journalAgreed: journal?.agreed === true,
    bodyKeysLost: journal?.keysLost,
    identity: () => identity,
    keysLocked: isLocked,
    keyProtection: keys.ok ? keys.keys.protection : 'system',
    surroundings: {
      browserPolicy: () => policyInForce(options.browser),
      settingsTrouble: () => settingsTrouble(folder.path),
    },
    training: options.training,
  })

  const opened: OpenStation = {
    folder,
    keys: keys.ok ? keys.keys : undefined,
    gateway,
    trust,
    station,
    identity,
    log,
    useEnrolment(enrolment) {
      const { root, stationId } = enrolment
      // Trust is stored by root, since what one root signed means nothing under another.
      const trustFolder = join(folder.path, 'trust', createHash('sha256').update(root).digest('hex').slice(0, 16))
      makePath(trustFolder)
      const opening = openTrust({ folder: trustFolder, gateway, clock, random, log, enrolment, mode: folder.mode })
      if (!opening.ok) return opening
      trust.open(opening.trust)
      // In production the station keeps the id of its settings, which stands in its receipts' numbers, and those never
      // change.
      if (folder.mode === 'training') identity.id = stationId
      return { ok: true }
    },
    async close() {
      await station.close()
      trust.close()
      gateway.close()
      journal?.journal.close()
      folder.close()
    },
  }
  const enrolment = opened.keys?.enrolment()
  if (!enrolment) return { ok: true, opened }
  const used = opened.useEnrolment(enrolment)
  if (used.ok) return { ok: true, opened }
  await opened.close()
  return used
}
