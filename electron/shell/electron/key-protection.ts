/** What protects the data key: the system's own key store, or a file of the data folder. */
export type KeyProtection = 'system' | 'file'

/**
 * The prefix of texts that Chromium on Linux encrypts with a password from its source code, where it reaches no key
 * store (`components/os_crypt`, the POSIX key provider).
 */
const FIXED_PASSWORD = 'v10'

/**
 * What protects a text that the system's store sealed: on Linux a text that is sealed with the fixed password isn't
 * protected, whichever store Electron names.
 */
export function keyProtectionOf(platform: NodeJS.Platform, sealed: Uint8Array): KeyProtection {
  return platform === 'linux' && Buffer.from(sealed).toString('latin1').startsWith(FIXED_PASSWORD) ? 'file' : 'system'
}
