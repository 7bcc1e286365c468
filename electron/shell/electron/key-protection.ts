/** What Electron says of the system's key store. */
export interface SystemStore {
  platform: NodeJS.Platform
  available: boolean
  /** Linux: which store; `basic_text` is a fixed password in Chromium's source. */
  backend: string
}

/** Whether the system's store protects anything: one that is missing, unknown or `basic_text` doesn't, and the key stays in its file. */
export function keyProtectionOf({ platform, available, backend }: SystemStore): 'system' | 'file' {
  if (!available) return 'file'
  return platform === 'linux' && (backend === 'basic_text' || backend === 'unknown') ? 'file' : 'system'
}
