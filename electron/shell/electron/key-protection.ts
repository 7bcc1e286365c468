/** What protects the data key: the system's own key store, or a file of the data folder. */
export type KeyProtection = 'system' | 'file'

/**
 * The mark of what Chromium on Linux seals with a password that stands in its source, where it reaches no key store
 * (`components/os_crypt`, the POSIX key provider).
 */
const FIXED_PASSWORD = 'v10'

/**
 * Whether the system's store protects anything, by a text that it sealed: on Linux one that is sealed with the fixed
 * password doesn't, whatever store Electron names.
 */
export function keyProtectionOf(platform: NodeJS.Platform, sealed: Uint8Array): KeyProtection {
  return platform === 'linux' && Buffer.from(sealed).toString('latin1').startsWith(FIXED_PASSWORD) ? 'file' : 'system'
}
