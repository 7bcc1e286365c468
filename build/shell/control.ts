/**
 * Lets a test control the shell that runs on the stand-in for Electron: the test plays people, screens, stores and
 * processes, and reads the shell's state.
 */
import type * as Electron from 'electron'
import { pass } from './clock.ts'
import { app, screen, session, StandInContents, windows, type BrowserWindow } from './electron.ts'
import type { PlayedMachine } from './machine.ts'
import { children } from './processes.ts'
import { calls, machine, onEvent } from './state.ts'

/** The arguments (`asks`) and the answer of each command. */
export interface Commands {
  state: { asks: Record<string, never>; answers: ShellState }
  machine: { asks: Partial<PlayedMachine>; answers: null }
  /** Lets milliseconds pass at once. */
  pass: { asks: { ms: number }; answers: null }
  displays: { asks: { displays: PlayedMachine['displays'] }; answers: null }
  /** Closes the window as a person would. */
  close: { asks: { window: number }; answers: null }
  /** Answers what the handler of the pages' scheme answers to a request. */
  answer: {
    asks: { window: number; url: string; method: string }
    answers: Promise<{ status: number; headers: Record<string, string>; body: Uint8Array } | null>
  }
  /** Tells the shell that the window's page was loaded. */
  loaded: { asks: { window: number; url: string }; answers: null }
  crash: { asks: { window: number; reason: string }; answers: null }
  hang: { asks: { window: number }; answers: null }
  /** Answers whether the window may navigate to the address. */
  navigate: { asks: { window: number; url: string; isMainFrame?: boolean }; answers: boolean }
  redirect: { asks: { window: number; url: string }; answers: boolean }
  /** Answers what the shell does with the page's `window.open`, such as `deny`. */
  open: { asks: { window: number; url: string }; answers: string }
  load: { asks: { window: number; url: string }; answers: boolean }
  permission: {
    asks: { window: number; permission: 'media' | 'geolocation'; media: 'video' | 'audio'; url: string }
    answers: boolean[]
  }
  /** Answers whether a page may use a device chosen earlier, and what of the screen it may capture. */
  reach: { asks: { window: number }; answers: { device: boolean; capture: object | null } }
  /**
   * Answers for contents that the program never makes itself (a guest, a tool's page) whether they may navigate and
   * attach guests, and what the shell does with their `window.open`.
   */
  foreign: { asks: { url: string }; answers: [navigates: boolean, guest: boolean, open: string] }
  download: { asks: { window: number }; answers: boolean }
  /** Answers whether a page may attach a guest (`<webview>`). */
  guest: { asks: { window: number }; answers: boolean }
  /** Answers how a question to the person at the screen ends; `hangs`: the shell never answers it. */
  challenge: {
    asks: { what: 'login' | 'select-client-certificate' | 'certificate-error' }
    answers: 'answered' | 'default' | 'hangs'
  }
  'second-instance': { asks: Record<string, never>; answers: null }
  quit: { asks: Record<string, never>; answers: null }
  throw: { asks: { how: 'exception' | 'rejection' }; answers: null }
  /** Raises a fatal error of V8 in the station's process. */
  'station-error': { asks: Record<string, never>; answers: null }
  port: { asks: { window: number; port: number; data: unknown }; answers: null }
}
export type Command = keyof Commands

export interface ShellState {
  windows: {
    id: number
    url: string
    status: number
    headers: Record<string, string>
    page: string
    kiosk: boolean
    bounds: Electron.Rectangle
    isShown: boolean
    preferences: Record<string, unknown>
  }[]
  calls: string[]
  /** The id of the present process of the station, if one runs. */
  station: number | null
  name: string
}

const find = (id: number): BrowserWindow => {
  const window = windows.find(({ webContents }) => webContents.id === id)
  if (!window) throw new Error(`no window ${id}`)
  return window
}

const opened = (url: string): Electron.HandlerDetails => ({
  url,
  frameName: '',
  features: '',
  disposition: 'default',
  referrer: { url: '', policy: 'default' },
})

const isPrevented = (
  emit: (event: { preventDefault(): unknown; url?: string; isMainFrame?: boolean }) => void,
  details: object = {},
): boolean => {
  const held: true[] = []
  emit({ ...details, preventDefault: () => held.push(true) })
  return held.length > 0
}

const handlers: { [Name in Command]: (asked: Commands[Name]['asks']) => Commands[Name]['answers'] } = {
  state: () => ({
    windows: windows
      .filter((window) => !window.isDestroyed())
      .map(({ webContents: { id, url, status, headers, page }, kiosk, bounds, isShown, options }) => {
        const preferences = Object.entries(options.webPreferences ?? {}).filter(([name]) => name !== 'session')
        return { id, url, status, headers, page, kiosk, bounds, isShown, preferences: Object.fromEntries(preferences) }
      }),
    calls: [...calls],
    station: children.at(-1)?.pid ?? null,
    name: app.name,
  }),
  machine: (patch) => {
    Object.assign(machine, patch)
    return null
  },
  pass: ({ ms }) => {
    pass(ms)
    return null
  },
  displays: ({ displays }) => {
    screen.change(displays)
    return null
  },
  close: ({ window }) => {
    find(window).close()
    return null
  },
  answer: async ({ window, url, method }) => {
    const response = await find(window).webContents.session.handlers.get('app')?.(new Request(url, { method }))
    return response
      ? {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: new Uint8Array(await response.arrayBuffer()),
        }
      : null
  },
  loaded: ({ window, url }) => {
    const { webContents } = find(window)
    webContents.url = url
    webContents.emit('did-finish-load')
    return null
  },
  crash: ({ window, reason }) => {
    find(window).webContents.crash(reason)
    return null
  },
  hang: ({ window }) => {
    find(window).webContents.emit('unresponsive')
    return null
  },
  navigate: ({ window, url, isMainFrame = true }) => {
    const { webContents } = find(window)
    const frame = isPrevented((event) => webContents.emit('will-frame-navigate', event), { url, isMainFrame })
    return !frame && !isPrevented((event) => webContents.emit('will-navigate', event), { url, isMainFrame })
  },
  redirect: ({ window, url }) =>
    !isPrevented((event) => find(window).webContents.emit('will-redirect', event), { url, isMainFrame: true }),
  open: ({ window, url }) => find(window).webContents.windowOpen?.(opened(url)).action ?? 'allow',
  load: ({ window, url }) => {
    let isLet = true
    find(window).webContents.session.before?.(
      { id: 1, url, method: 'GET', resourceType: 'other', referrer: '', timestamp: 0, uploadData: [] },
      ({ cancel }) => {
        isLet = cancel !== true
      },
    )
    return isLet
  },
  permission: ({ window, permission, media, url }) => {
    const { webContents } = find(window)
    const { session } = webContents
    const answers: boolean[] = []
    const contents = webContents as unknown as Electron.WebContents
    session.mayRequest?.(contents, permission, (isGiven) => answers.push(isGiven), {
      requestingUrl: url,
      isMainFrame: true,
      mediaTypes: [media],
    })
    answers.push(
      session.mayCheck?.(contents, permission, `${url.split('/', 3).join('/')}/`, {
        isMainFrame: true,
        mediaType: media,
        requestingUrl: url,
      }) ?? true,
    )
    return answers
  },
  reach: ({ window }) => {
    const { session } = find(window).webContents
    let capture: object | null = null
    session.mayCapture?.({} as Electron.DisplayMediaRequestHandlerHandlerRequest, (streams) => {
      capture = streams
    })
    return {
      device:
        session.mayUse?.({ deviceType: 'hid', origin: 'app://balcao', device: {} as Electron.HIDDevice }) ?? false,
      capture,
    }
  },
  foreign: ({ url }) => {
    const contents = new StandInContents(session.fromPartition('foreign'))
    app.emit('web-contents-created', {}, contents)
    return [
      !isPrevented((event) => contents.emit('will-navigate', event), { url, isMainFrame: true }),
      !isPrevented((event) => contents.emit('will-attach-webview', event)),
      contents.windowOpen?.(opened(url)).action ?? 'allow',
    ]
  },
  download: ({ window }) => !isPrevented((event) => find(window).webContents.session.emit('will-download', event)),
  guest: ({ window }) => !isPrevented((event) => find(window).webContents.emit('will-attach-webview', event)),
  challenge: ({ what }) => {
    const answers: unknown[] = []
    const answer = (...given: unknown[]): void => void answers.push(given)
    const args = {
      login: [null, {}, {}, answer],
      'select-client-certificate': [null, '', [], answer],
      'certificate-error': [null, '', '', {}, answer],
    }[what]
    const isHeld = isPrevented((event) => app.emit(what, event, ...args))
    if (answers.length > 0) return 'answered'
    return isHeld ? 'hangs' : 'default'
  },
  'second-instance': () => {
    app.emit('second-instance', {}, [], '')
    return null
  },
  quit: () => {
    app.quit()
    return null
  },
  throw: ({ how }) => {
    if (how === 'exception')
      setImmediate(() => {
        throw new Error('a bug')
      })
    else void Promise.reject(new Error('a bug'))
    return null
  },
  'station-error': () => {
    children.at(-1)?.emit('error', 'FatalError', 'v8', '{}')
    return null
  },
  port: ({ window, port, data }) => {
    find(window).webContents.ports[port]?.postMessage(data)
    return null
  },
}

/** A message of the test: a command with a number, which its answer repeats. */
export interface CommandMessage<Name extends Command = Command> {
  number: number
  name: Name
  asks: Commands[Name]['asks']
}
export type ShellMessage =
  { number: number; answer?: unknown; error?: string } | ({ type: string } & Record<string, unknown>)

const tell = (told: ShellMessage): void => void process.send?.(told)
const relayed = new Set<string>()

onEvent((event) => {
  tell(event)
  if (event.type !== 'port') return
  const { window, port } = event as unknown as { window: number; port: number }
  if (relayed.has(`${window} ${port}`)) return
  relayed.add(`${window} ${port}`)
  const end = find(window).webContents.ports[port]
  end?.on('message', ({ data }: { data: unknown }) => tell({ type: 'port-message', window, port, data }))
  end?.on('close', () => tell({ type: 'port-closed', window, port }))
  end?.start()
})

async function answer({ number, name, asks }: CommandMessage): Promise<void> {
  try {
    tell({ number, answer: await (handlers[name] as (asked: unknown) => unknown)(asks) })
  } catch (error) {
    tell({ number, error: error instanceof Error ? error.message : String(error) })
  }
}
process.on('message', (asked: CommandMessage) => void answer(asked))
// The shell ends with its test, and its channel to the test doesn't keep it alive.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
