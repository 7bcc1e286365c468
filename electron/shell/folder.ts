import path from 'node:path'

/** The data folder where no `--data` is given: the system's own place for a program's data, training apart from production. */
export function defaultDataFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string, mode: 'training' | 'production' = 'training'): string {
  const base =
    platform === 'win32' ? (env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'))
    : platform === 'darwin' ? path.join(home, 'Library', 'Application Support')
    : (env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'))
  return path.join(base, 'balcao', mode)
}
