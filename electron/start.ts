import type { Outcome, TechnicianScan } from './contract/index.ts'
import type { TechnicianCode } from './start/technician-code.ts'
import type { RunningStation, StartOptions } from './start/run.ts'
import { cacheCompiledCode } from './start/system.ts'
import type { Technician } from './start/technician.ts'
import type { PolicyState } from './station/upkeep/index.ts'

export { explainCommand, explainKeys, explainLost, explainStart, type Looked } from './start/explain.ts'
export type { Technician } from './start/technician.ts'
export { defaultFolder, cacheCompiledCode, ownPrograms, systemClock, systemRandom } from './start/system.ts'
export type { RunningStation, StartOptions } from './start/run.ts'
export type { TrainingDepartment } from './start/sandbox.ts'
export type { FormerStore, KeyStore } from './station/storage/keys.ts'
export type { Caller } from './station/serving/index.ts'
export type { PortLike } from './station/serving/index.ts'
export type { WindowArrival } from './station/serving/index.ts'

/*
 * What the composition root offers to the shells and the command line. Each function loads its part when it is called,
 * so that a shell can answer its first request before everything is loaded.
 */

/**
 * Starts a station on its data folder (the composition root). It answers once the station is open; the sandbox or the
 * gateway is connected in the background, and again whenever that fails. Refuses as `openFolder`, `openKeys`, the
 * journal and the disk do, and in production with `invalid-input` for its settings.
 */
export async function startStation(options: StartOptions): Promise<Outcome<{ station: RunningStation }>> {
  if (options.keepsCompiled !== false) cacheCompiledCode()
  const { runStation } = await import('./start/run.ts')
  return runStation(options)
}

/**
 * Whether `at` (milliseconds since 1970) lies in the hours of Macao's day for updates that hold where no settings name
 * others.
 */
export async function isUpdateHour(at: number): Promise<boolean> {
  const { isUpdateHour } = await import('./start/update-hours.ts')
  return isUpdateHour(at)
}

/**
 * Whether this program could start a station on a data folder; nothing is written to it. Refuses as `startStation`
 * would.
 */
export async function checkFolder(folder: string, mode: 'training' | 'production'): Promise<Outcome> {
  const { checkFolder } = await import('./start/check.ts')
  return checkFolder(folder, mode)
}

/** Draws a QR code for a terminal, black on white whatever its colours are. */
export async function drawCode(text: string): Promise<string> {
  const { toString } = await import('qrcode')
  return toString(text, { type: 'terminal', small: true, errorCorrectionLevel: 'M' })
}

/**
 * Reaches the station of the data folder at `path`: the one that runs on it, or one that is opened here; with `evenNew`
 * also on a new folder. Refuses as `startStation` does, and with `invalid-input` a folder that is no station's.
 */
export async function openTechnician(
  path: string,
  options: { evenNew: boolean },
): Promise<Outcome<{ technician: Technician }>> {
  const { reachStation } = await import('./start/technician.ts')
  return reachStation(path, options)
}

/** Reads a code's kind and what its form alone says. `needsTrust`: the rest can be said only with a trust bundle. */
export async function readKind(code: TechnicianCode): Promise<{ answer: TechnicianScan; needsTrust: boolean }> {
  const { readWithoutTrust } = await import('./start/technician-code.ts')
  return readWithoutTrust(code)
}

/** Whether a browser's managed policy is in force on this machine; `program`: the browser's path. */
export async function browserPolicy(program: string): Promise<PolicyState> {
  const { policyInForce } = await import('./start/policy.ts')
  return policyInForce(program)
}

/**
 * Reads the codes in a PNG or JPEG picture, symbologies as AIM identifiers; `undefined` where it isn't such a picture.
 */
export async function readCodes(
  image: Uint8Array,
): Promise<{ bytes: Uint8Array; text: string; symbology: string }[] | undefined> {
  const { readPicture } = await import('../hardware/scanner/camera/read.ts')
  const reading = await readPicture(image)
  return reading.ok ? reading.codes : undefined
}

/** `station journal verify`: progress goes to stderr. */
export async function verifyJournal(folder: string, hashes: boolean) {
  const { verifyFolder } = await import('./start/journal.ts')
  return verifyFolder(folder, { hashes })
}

/** `station journal verify --file`: checks an export by itself, or against a published JWK Set. */
export async function checkExport(file: string, keys: string | undefined) {
  const { checkFile } = await import('./start/journal.ts')
  return checkFile(file, keys)
}

/** `station journal export`: writes a new file. */
export async function exportJournal(folder: string, to: string) {
  const { exportFolder } = await import('./start/journal.ts')
  return exportFolder(folder, to)
}

/** `station journal show`: entries without their bodies. */
export async function showJournal(
  folder: string,
  which: { transaction?: string | undefined; from: number; limit: number },
) {
  const { readEntries } = await import('./start/journal.ts')
  return readEntries(folder, which)
}

/** `station journal accept-loss`: accepts what is known to be lost. */
export async function acceptLoss(folder: string, yes: boolean) {
  const { acceptLoss } = await import('./start/accept-loss.ts')
  return acceptLoss(folder, { yes })
}

/** `station backup`: copies the journal of a data folder to a new file. */
export async function backUp(folder: string, to: string) {
  const { backUpFolder } = await import('./start/backup.ts')
  return backUpFolder(folder, to)
}

/** `station restore`: makes a data folder from a backup. `yes`: even where entries are lost by it. */
export async function restore(from: string, folder: string, yes: boolean) {
  const { restoreFolder } = await import('./start/backup.ts')
  return restoreFolder(from, folder, { yes })
}

/**
 * `station receipt verify`: checks a receipt's or a slip's code offline, against a published JWK Set or with the data
 * folder, which also says what became of it.
 */
export async function checkReceipt(text: string, keys: string | undefined, folder: string) {
  const { checkReceiptText } = await import('./start/receipt.ts')
  return checkReceiptText(text, keys, folder)
}
