/**
 * A stand-in for the module `electron`, put in its place by `hooks.ts`, for machines without Electron's binary: the
 * shell's build runs on it unchanged. It shows no window; pages get the answers of their scheme's handler, and the
 * station runs in a real process. It copies those habits of Electron that cause faults: an `error` event without a
 * listener throws, encryption is always "available", a load that another one replaces rejects, an unhandled rejection
 * only warns, an uncaught exception opens a box, and the program ends when its last window is closed.
 */
import type * as Electron from 'electron'
import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { request, type ClientRequest, type RequestOptions } from 'node:http'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { MessageChannelMain, utilityProcess, type PortEnd } from './processes.ts'
import { calls, machine, tell } from './state.ts'
import { safeStorage } from './store.ts'
import type { ListenerMethods, Methods } from './types.ts'

export { MessageChannelMain, safeStorage, utilityProcess }

/** An event whose default action a listener may prevent. */
class Preventable {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}

/** Emits a preventable event. Answers whether no listener prevented it. */
function goesOn(emitter: EventEmitter, name: string, ...args: unknown[]): boolean {
  const event = new Preventable()
  emitter.emit(name, event, ...args)
  return !event.defaultPrevented
}

class StandInApp extends EventEmitter {
  readonly isPackaged = machine.isPackaged
  isReady = false
  name = machine.isPackaged ? 'balcao' : 'Electron'
  #paths = new Map<string, string>([['appData', machine.appData]])
  #ready = new Promise<void>((resolve) =>
    setImmediate(() => {
      this.isReady = true
      this.emit('ready', {}, {})
      resolve()
    }),
  )
  #exitCode: number | undefined

  whenReady(): Promise<void> {
    return this.#ready
  }

  getPath(name: string): string {
    const found = this.#paths.get(name) ?? (name === 'userData' ? path.join(machine.appData, this.name) : undefined)
    if (found === undefined) throw new Error(`Failed to get '${name}' path`)
    return found
  }

  setPath(name: string, value: string): void {
    this.#paths.set(name, value)
  }

  getVersion(): string {
    return machine.version
  }

  getAppPath(): string {
    return machine.appPath
  }

  getName(): string {
    return this.name
  }

  setName(name: string): void {
    this.name = name
  }

  enableSandbox(): void {
    if (this.isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    calls.push('enableSandbox')
  }

  requestSingleInstanceLock(): boolean {
    mkdirSync(this.getPath('userData'), { recursive: true })
    calls.push(`lock ${this.getPath('userData')}`)
    return !machine.isSecond
  }

  relaunch(): void {
    tell('relaunch')
  }

  /** Closes all windows without asking them; the program ends once none is left. */
  exit(code = 0): void {
    this.#exitCode ??= code
    for (const window of openWindows()) window.destroy()
    this.endIfEmpty()
  }

  quit(): void {
    if (!goesOn(this, 'before-quit')) return
    for (const window of openWindows()) {
      window.close()
      if (!window.isDestroyed()) return
    }
    if (!goesOn(this, 'will-quit')) return
    this.#exitCode ??= 0
    this.endIfEmpty()
  }

  endIfEmpty(): void {
    if (openWindows().length > 0) return
    if (this.#exitCode === undefined) {
      if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
      else this.quit()
      return
    }
    this.emit('quit', {}, this.#exitCode)
    tell('exit', { code: this.#exitCode })
    exitProcess(this.#exitCode)
  }

  readonly commandLine = {
    appendSwitch: (name: string, value?: string): void =>
      void calls.push(`switch ${name}${value === undefined ? '' : `=${value}`}`),
    hasSwitch: (name: string): boolean =>
      process.argv.some((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`)),
  }
}

export const app = new StandInApp()

const exitProcess = process.exit.bind(process)
// As in Electron, whose `lib/browser/init.ts` maps `process.exit` to `app.exit`.
process.exit = ((code?: number) => app.exit(code)) as typeof process.exit
app satisfies Pick<
  typeof Electron.app,
  | 'getPath'
  | 'setPath'
  | 'getAppPath'
  | 'getVersion'
  | 'getName'
  | 'setName'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'relaunch'
  | 'exit'
  | 'quit'
  | 'whenReady'
  | 'isPackaged'
>
app.commandLine satisfies Pick<Electron.CommandLine, 'appendSwitch' | 'hasSwitch'>

export const Menu = {
  setApplicationMenu: (menu) => void calls.push(menu === null ? 'no menu' : 'menu'),
} satisfies Pick<typeof Electron.Menu, 'setApplicationMenu'>

export const protocol = {
  registerSchemesAsPrivileged(schemes) {
    if (app.isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    // Each scheme is noted with its privileges.
    const told = schemes.map(({ scheme, privileges = {} }) =>
      [scheme, ...Object.entries(privileges).flatMap(([name, isGiven]) => (isGiven ? name : []))].join('+'),
    )
    calls.push(`schemes ${told.join(' ')}`)
  },
} satisfies Pick<typeof Electron.protocol, 'registerSchemesAsPrivileged'>

export const powerSaveBlocker = {
  start(type) {
    calls.push(`power ${type}`)
    return 1
  },
} satisfies Pick<typeof Electron.powerSaveBlocker, 'start'>

export const powerMonitor = {
  getSystemIdleTime: () => machine.idleSeconds,
} satisfies Pick<typeof Electron.powerMonitor, 'getSystemIdleTime'>

/** What the shell uses of a request. `end` has no arguments, since those of Node and Electron differ. */
type RequestNeeds = ListenerMethods<Electron.ClientRequest> &
  Pick<Electron.ClientRequest, 'write' | 'setHeader' | 'abort'> & {
    [P in keyof Pick<Electron.ClientRequest, 'end'>]: () => unknown
  }

/** Node's HTTP client in place of Chromium's: as far as electron-updater uses them, they are alike. */
export const net = {
  request(options: Electron.ClientRequestConstructorOptions | string): ClientRequest {
    if (typeof options === 'string') throw new Error('the stand-in asks by options alone')
    calls.push(`request ${options.path ?? ''}`)
    return request(options satisfies RequestOptions)
  },
} satisfies Methods<typeof Electron.net, 'request', RequestNeeds>

export const shell = {
  openExternal(url) {
    calls.push(`outside ${url}`)
    return Promise.resolve()
  },
} satisfies Pick<typeof Electron.shell, 'openExternal'>

type ScreenNeeds = Pick<Electron.Display, 'id' | 'bounds'>

class StandInScreen extends EventEmitter {
  getAllDisplays(): ScreenNeeds[] {
    return machine.displays
  }

  /** Without a screen Electron answers one that doesn't exist, of size 0. */
  getPrimaryDisplay(): ScreenNeeds {
    return machine.displays[0] ?? { id: -1, bounds: { x: 0, y: 0, width: 0, height: 0 } }
  }

  /** Replaces the screens and emits the events of added, removed and changed ones. */
  change(displays: ScreenNeeds[]): void {
    const before = machine.displays
    machine.displays = displays
    for (const each of before) if (!displays.some(({ id }) => id === each.id)) this.emit('display-removed', {}, each)
    for (const each of displays) {
      const old = before.find(({ id }) => id === each.id)
      if (!old) this.emit('display-added', {}, each)
      else if (JSON.stringify(old.bounds) !== JSON.stringify(each.bounds))
        this.emit('display-metrics-changed', {}, each, ['bounds', 'workArea'])
    }
  }
}

export const screen = new StandInScreen()
screen satisfies ListenerMethods<Electron.Screen> &
  Methods<Electron.Screen, 'getPrimaryDisplay', ScreenNeeds> &
  Methods<Electron.Screen, 'getAllDisplays', ScreenNeeds[]>

class StandInSession extends EventEmitter {
  readonly handlers = new Map<string, Parameters<Electron.Protocol['handle']>[1]>()
  before: Parameters<Electron.WebRequest['onBeforeRequest']>[0] = null
  mayRequest: Parameters<Electron.Session['setPermissionRequestHandler']>[0] = null
  mayCheck: Parameters<Electron.Session['setPermissionCheckHandler']>[0] = null
  mayUse: Parameters<Electron.Session['setDevicePermissionHandler']>[0] = null
  mayCapture: Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0] = null
  readonly webRequest = { onBeforeRequest: (listener: StandInSession['before']): void => void (this.before = listener) }
  readonly protocol = {
    isProtocolHandled: (scheme: string): boolean => this.handlers.has(scheme),
    handle: (scheme: string, handler: Parameters<Electron.Protocol['handle']>[1]): void =>
      void this.handlers.set(scheme, handler),
    unhandle: (scheme: string): void => void this.handlers.delete(scheme),
  }

  setPermissionRequestHandler(handler: StandInSession['mayRequest']): void {
    this.mayRequest = handler
  }

  setPermissionCheckHandler(handler: StandInSession['mayCheck']): void {
    this.mayCheck = handler
  }

  setDevicePermissionHandler(handler: StandInSession['mayUse']): void {
    this.mayUse = handler
  }

  setDisplayMediaRequestHandler(handler: StandInSession['mayCapture']): void {
    this.mayCapture = handler
  }

  setProxy({ mode }: Electron.ProxyConfig): Promise<void> {
    calls.push(`proxy ${mode ?? ''}`)
    return Promise.resolve()
  }
}

type SessionNeeds = ListenerMethods<Electron.Session> &
  Methods<
    Electron.Session,
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setDevicePermissionHandler'
    | 'setDisplayMediaRequestHandler',
    void
  > &
  Pick<Electron.Session, 'setProxy'> & {
    webRequest: Methods<Electron.WebRequest, 'onBeforeRequest', void>
    protocol: Pick<Electron.Protocol, 'handle' | 'unhandle' | 'isProtocolHandled'>
  }

const sessions = new Map<string, StandInSession>()
export const session = {
  fromPartition(partition: string): StandInSession {
    const found = sessions.get(partition) ?? new StandInSession()
    sessions.set(partition, found)
    return found
  },
} satisfies Methods<typeof Electron.session, 'fromPartition', SessionNeeds>

let lastId = 0

/** A window's page in place of Electron's `WebContents`: keeps what its session's handlers answer, and renders nothing. */
export class StandInContents extends EventEmitter {
  readonly id = ++lastId
  readonly session: StandInSession
  isGone = false
  url = ''
  status = 0
  headers: Record<string, string> = {}
  page = ''
  windowOpen: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined
  readonly ports: PortEnd[] = []
  #replaced: ((error: Error) => void) | undefined

  constructor(own: StandInSession) {
    super()
    this.session = own
  }

  isDestroyed(): boolean {
    return this.isGone
  }

  getURL(): string {
    return this.url
  }

  /**
   * Resolves once the page is loaded. Rejects with `ERR_ABORTED` where another load replaces this one, and with
   * `ERR_FILE_NOT_FOUND` where the scheme has no handler.
   */
  loadURL(url: string): Promise<void> {
    calls.push(`load ${url}`)
    this.#replaced?.(
      Object.assign(new Error(`ERR_ABORTED (-3) loading '${url}'`), { code: 'ERR_ABORTED', errno: -3, url }),
    )
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    this.#replaced = reject
    const isReplaced = (): boolean => this.#replaced !== reject || this.isGone
    const answer = this.session.handlers.get(new URL(url).protocol.slice(0, -1))
    void Promise.resolve(answer?.(new Request(url))).then(async (response) => {
      const page = await response?.text()
      await wait(machine.loadMs)
      if (isReplaced()) return
      this.#replaced = undefined
      if (!response || machine.failsToLoad) {
        this.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', url, true)
        reject(
          Object.assign(new Error(`ERR_FILE_NOT_FOUND (-6) loading '${url}'`), {
            code: 'ERR_FILE_NOT_FOUND',
            errno: -6,
            url,
          }),
        )
        return
      }
      Object.assign(this, {
        url,
        status: response.status,
        headers: Object.fromEntries(response.headers),
        page: page ?? '',
      })
      this.emit('did-finish-load')
      tell('loaded', { window: this.id, url, status: response.status })
      resolve(undefined)
    })
    return promise
  }

  /**
   * Answers the shell's question whether the page shows anything: no where its script failed or the page isn't ours.
   */
  executeJavaScript(): Promise<unknown> {
    return Promise.resolve(this.status === 200 && this.page.includes('<div id="app">') && !machine.scriptFails)
  }

  postMessage(channel: string, _message: unknown, [port]: PortEnd[] = []): void {
    if (!port) return
    this.ports.push(port)
    tell('port', { window: this.id, channel, port: this.ports.length - 1 })
  }

  setWindowOpenHandler(handler: NonNullable<StandInContents['windowOpen']>): void {
    this.windowOpen = handler
  }

  setVisualZoomLevelLimits(): Promise<void> {
    return Promise.resolve()
  }

  forcefullyCrashRenderer(): void {
    this.crash('crashed')
  }

  crash(reason: string): void {
    tell('crashed', { window: this.id, reason })
    this.emit('render-process-gone', {}, { reason, exitCode: 5 })
  }
}

type ContentsNeeds = ListenerMethods<Electron.WebContents> & { session: SessionNeeds } & Pick<
    Electron.WebContents,
    | 'id'
    | 'isDestroyed'
    | 'getURL'
    | 'loadURL'
    | 'executeJavaScript'
    | 'setVisualZoomLevelLimits'
    | 'forcefullyCrashRenderer'
    | 'postMessage'
    | 'setWindowOpenHandler'
  >

/** All windows of this run, closed ones too, in the order of their making. */
export const windows: BrowserWindow[] = []
const openWindows = (): BrowserWindow[] => windows.filter((window) => !window.isDestroyed())

/**
 * A window in place of Electron's `BrowserWindow`, without a screen. Sizes are in Electron's device-independent pixels.
 * Throws before `app` is ready, as Electron does.
 */
export class BrowserWindow extends EventEmitter {
  readonly webContents: StandInContents
  readonly options: Electron.BrowserWindowConstructorOptions
  bounds: Electron.Rectangle
  kiosk: boolean
  isShown = false

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super()
    if (!app.isReady) throw new Error('Cannot create BrowserWindow before app is ready')
    this.options = options
    this.kiosk = options.kiosk === true
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 }
    this.webContents = new StandInContents(options.webPreferences?.session as unknown as StandInSession)
    windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
    tell('window', { window: this.webContents.id })
    setImmediate(() => {
      if (!this.isDestroyed()) this.emit('ready-to-show')
    })
  }

  setBounds(bounds: Electron.Rectangle): void {
    this.bounds = bounds
  }

  show(): void {
    this.isShown = true
  }

  maximize(): void {}
  focus(): void {
    calls.push(`focus ${this.webContents.id}`)
  }

  restore(): void {}
  isMinimized(): boolean {
    return false
  }

  isDestroyed(): boolean {
    return this.webContents.isGone
  }

  /** Closes the window unless a listener prevents it, as when a person (Alt+F4) or the program closes it. */
  close(): void {
    if (!this.isDestroyed() && goesOn(this, 'close')) this.destroy()
  }

  destroy(): void {
    if (this.isDestroyed()) return
    this.webContents.isGone = true
    for (const port of this.webContents.ports) port.close()
    this.emit('closed')
    tell('closed', { window: this.webContents.id })
    setImmediate(() => app.endIfEmpty())
  }
}

type WindowNeeds = ListenerMethods<Electron.BrowserWindow> & { webContents: ContentsNeeds } & Pick<
    Electron.BrowserWindow,
    | 'setBounds'
    | 'show'
    | 'maximize'
    | 'focus'
    | 'restore'
    | 'isMinimized'
    | 'isDestroyed'
    | 'close'
    | 'destroy'
    | 'kiosk'
  >
BrowserWindow satisfies new (...args: ConstructorParameters<typeof Electron.BrowserWindow>) => WindowNeeds

/** The shell only listens to these two, and tests emit their events. */
export const ipcMain = new EventEmitter() satisfies ListenerMethods<Electron.IpcMain>
export const autoUpdater = new EventEmitter() satisfies ListenerMethods<Electron.AutoUpdater>

// Electron shows an uncaught exception in a box above everything on the screen; an unhandled rejection only warns.
process.on('uncaughtException', (error) => {
  if (process.listenerCount('uncaughtException') === 1) tell('error-box', { message: error.message })
})
process.on('unhandledRejection', (reason) => {
  if (process.listenerCount('unhandledRejection') === 1)
    tell('warning', { message: reason instanceof Error ? reason.message : String(reason) })
})

export default {
  app,
  Menu,
  net,
  protocol,
  powerMonitor,
  powerSaveBlocker,
  shell,
  screen,
  session,
  BrowserWindow,
  safeStorage,
  MessageChannelMain,
  utilityProcess,
  ipcMain,
  autoUpdater,
}
