import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Makes a folder and those that it lies in, for their owner alone (0700), durably. Throws what the disk throws.
 * Node's own recursive mkdir never returns where the system says that a folder which is there isn't (/proc).
 */
export function makePath(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makePath(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process was faster.
    if (!existsSync(path)) throw error
  }
  syncFolder(dirname(path))
}

/**
 * Makes a file for its owner alone (0600), and one that is there: SQLite gives its journal files the rights of the
 * database file.
 */
export function makePrivate(file: string): string {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  else chmodSync(file, 0o600)
  return file
}

/** Makes the names in a folder durable; Windows has no such call and needs none. */
export function syncFolder(path: string): void {
  if (process.platform !== 'win32') sync(path, 'r')
}

/** Makes everything in a folder durable: files, names, and the folders in it. Sockets and the like hold nothing. */
export function syncAll(folder: string): void {
  for (const each of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, each.name)
    if (each.isDirectory()) syncAll(path)
    else if (each.isFile()) sync(path, 'r+')
  }
  syncFolder(folder)
}

function sync(path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
