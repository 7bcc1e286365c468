import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { windowSize, type PageFace } from '../faces.ts'

/** What the decisions about this machine are made from; tests make up one. */
export interface HostMachine {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  /** The user's id; undefined on Windows. */
  uid: number | undefined
  exists(file: string): boolean
  /** The text of a small file; undefined where it can't be read. */
  read(file: string): string | undefined
  /** Whether a file belongs to root with the set-user-id bit, as Chromium's own sandbox starter does. */
  isSetuidRoot(file: string): boolean
  /** The path behind all symbolic links. */
  resolve(file: string): string
}

/** A browser that was found, with the path of its program. */
export interface Browser {
  name: 'Chromium' | 'Chrome' | 'Edge' | 'the browser of BALCAO_BROWSER'
  path: string
}

const LINUX_NAMES: readonly (readonly [Browser['name'], readonly string[]])[] = [
  ['Chromium', ['chromium', 'chromium-browser']],
  ['Chrome', ['google-chrome-stable', 'google-chrome']],
  ['Edge', ['microsoft-edge-stable', 'microsoft-edge']],
]
const LINUX_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin']
const LINUX_FILES: readonly (readonly [Browser['name'], string])[] = [
  ['Chrome', '/opt/google/chrome/google-chrome'],
  ['Edge', '/opt/microsoft/msedge/microsoft-edge'],
]
const MAC_FILES: readonly (readonly [Browser['name'], string])[] = [
  ['Chromium', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  ['Chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  ['Edge', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
]
const WINDOWS_FILES: readonly (readonly [Browser['name'], string])[] = [
  ['Chromium', 'Chromium\\Application\\chrome.exe'],
  ['Chrome', 'Google\\Chrome\\Application\\chrome.exe'],
  ['Edge', 'Microsoft\\Edge\\Application\\msedge.exe'],
]

function candidates(machine: HostMachine): Browser[] {
  const { env, platform } = machine
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (folder) => folder !== undefined,
    )
    return WINDOWS_FILES.flatMap(([name, file]) =>
      folders.map((folder) => ({ name, path: path.win32.join(folder, file) })),
    )
  }
  if (platform === 'darwin') {
    const homes = ['', env['HOME'] ?? ''].filter((home, index) => index === 0 || home !== '')
    return MAC_FILES.flatMap(([name, file]) => homes.map((home) => ({ name, path: `${home}${file}` })))
  }
  const onPath = (env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'))
  const folders = [...new Set([...LINUX_FOLDERS, ...onPath])]
  const named = LINUX_NAMES.flatMap(([name, names]) =>
    names.flatMap((file) => folders.map((folder) => ({ name, path: path.posix.join(folder, file) }))),
  )
  return [...named, ...LINUX_FILES.map(([name, file]) => ({ name, path: file }))]
}

/**
 * Finds the Chromium, Chrome or Edge of this machine, in this order; `BALCAO_BROWSER` names another. Null where there
 * is none.
 */
export function findBrowser(machine: HostMachine): Browser | null {
  const named = machine.env['BALCAO_BROWSER']
  if (named !== undefined && named !== '')
    return machine.exists(named) ? { name: 'the browser of BALCAO_BROWSER', path: named } : null
  return candidates(machine).find((browser) => machine.exists(browser.path)) ?? null
}

/** Whether there is a screen to open a window on. */
export function hasDisplay(machine: HostMachine): boolean {
  if (machine.platform === 'win32' || machine.platform === 'darwin') return true
  return [machine.env['DISPLAY'], machine.env['WAYLAND_DISPLAY']].some(
    (display) => display !== undefined && display !== '',
  )
}

/**
 * Whether a Chromium program can run with its own sandbox here, and if not why. Root never can. Other users on Linux
 * need Chromium's set-user-id helper beside the program, or user namespaces that the kernel gives to everybody (under
 * AppArmor's restriction, to programs with a profile).
 */
export function canKeepSandbox(
  machine: HostMachine,
  program: string,
): { keeps: true } | { keeps: false; because: string } {
  if (machine.platform !== 'linux') return { keeps: true }
  if (machine.uid === 0) return { keeps: false, because: 'a browser can’t keep its sandbox as root' }
  const folders = programFolders(machine, program)
  if (
    folders.some((folder) =>
      ['chrome-sandbox', 'msedge-sandbox'].some((name) => machine.isSetuidRoot(`${folder}/${name}`)),
    )
  )
    return { keeps: true }

  const isSetTo = (file: string, value: string): boolean => machine.read(file)?.trim() === value
  if (
    isSetTo('/proc/sys/kernel/unprivileged_userns_clone', '0') ||
    isSetTo('/proc/sys/user/max_user_namespaces', '0')
  ) {
    return { keeps: false, because: 'this machine gives browsers no user namespace for their sandbox' }
  }
  if (isSetTo('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1') && !hasProfile(machine, folders)) {
    return { keeps: false, because: 'AppArmor keeps this browser from having its sandbox' }
  }
  return { keeps: true }
}

const APPARMOR_PROFILES = ['chromium', 'chrome', 'msedge', 'electron', 'balcao']

/**
 * The folders with a program's own files: its own folder or, where `/usr/bin` holds only a script that starts it, those
 * in which distributions install browsers.
 */
function programFolders(machine: HostMachine, program: string): string[] {
  const folder = path.posix.dirname(machine.resolve(program))
  return folder === '/usr/bin'
    ? ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome', '/opt/microsoft/msedge']
    : [folder]
}

function hasProfile(machine: HostMachine, folders: readonly string[]): boolean {
  // A snap brings its own profile.
  if (folders.some((folder) => folder.startsWith('/snap/'))) return true
  return APPARMOR_PROFILES.some((name) =>
    folders.some((folder) => machine.read(`/etc/apparmor.d/${name}`)?.includes(`${folder}/`) === true),
  )
}

/** How a window is opened. `profile`: a new, empty folder for the browser's profile. */
export interface WindowOptions {
  face: PageFace
  /** Where its left edge stands, in pixels: which screen it opens on. */
  left?: number
  address: string
  profile: string
  /** False on a machine without graphics hardware, where the browser renders in software. */
  graphics: boolean
}

/**
 * The arguments for a browser's window: our page alone, no bars, nothing kept and nothing fetched in the background. A
 * kiosk's window fills the screen and can't be left; another is maximised, so that a single screen shows both in turn.
 * Never `--no-sandbox`.
 */
export function windowArguments({ face, left = 0, address, profile, graphics }: WindowOptions): string[] {
  const { width, height } = windowSize(face)
  return [
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--disable-default-apps',
    '--disable-breakpad',
    '--disable-domain-reliability',
    '--disable-client-side-phishing-detection',
    '--disable-session-crashed-bubble',
    '--disable-pinch',
    '--disk-cache-size=1',
    '--overscroll-history-navigation=0',
    '--password-store=basic',
    '--noerrdialogs',
    '--disable-features=Translate,MediaRouter,AutofillServerCommunication,OptimizationHints,InterestFeedContentSuggestions',
    ...(graphics ? [] : ['--disable-gpu']),
    `--window-position=${left},0`,
    `--window-size=${width},${height}`,
    ...(face === 'kiosk' ? ['--kiosk'] : ['--start-maximized']),
    `--app=${address}`,
  ]
}

/**
 * The browser's environment: this process's own without the variables that would change the browser's arguments or
 * sandbox, or log its TLS keys.
 */
export function windowEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const taken = new Set([
    'CHROMIUM_FLAGS',
    'CHROMIUM_USER_FLAGS',
    'CHROME_DEVEL_SANDBOX',
    'SSLKEYLOGFILE',
    'NODE_OPTIONS',
  ])
  return Object.fromEntries(Object.entries(env).filter(([name]) => !taken.has(name) && !name.startsWith('npm_')))
}

/** The machine that this process runs on. */
export function thisMachine(): HostMachine {
  return {
    platform: process.platform,
    env: process.env,
    uid: process.getuid?.(),
    exists: existsSync,
    read(file) {
      try {
        return readFileSync(file, 'utf8')
      } catch {
        return undefined
      }
    },
    isSetuidRoot(file) {
      try {
        const { uid, mode } = statSync(file)
        return uid === 0 && (mode & 0o4000) !== 0
      } catch {
        return false
      }
    },
    resolve(file) {
      try {
        return realpathSync(file)
      } catch {
        return file
      }
    },
  }
}
