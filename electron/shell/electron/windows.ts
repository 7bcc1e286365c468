import { windowSize, type PageFace } from '../faces.ts'

/** A screen as Electron names it. */
export interface Display {
  id: number
  bounds: { x: number; y: number; width: number; height: number }
  isPrimary: boolean
}

/** A face that a technician wants, and on which screen; without `display` on any. */
export interface WantedWindow {
  face: PageFace
  display?: number
}

/**
 * A face's window as it is to be opened: its screen, bounds, and whether it fills the screen and can't be left
 * (`kiosk`).
 */
export interface PlannedWindow {
  face: PageFace
  display: number
  bounds: Display['bounds']
  kiosk: boolean
}

/**
 * Plans one window for each face, each on a screen of its own. A face keeps the screen that it was given while that is
 * attached. The others get the screens that are left: the main screen first, and among the rest one that stands upright
 * or lies as the face does. A face without a screen has no window.
 */
export function planWindows(wanted: readonly WantedWindow[], displays: readonly Display[]): PlannedWindow[] {
  const faces = wanted.filter((window, index) => wanted.findIndex(({ face }) => face === window.face) === index)
  const free = new Map(displays.map((display) => [display.id, display]))
  const taken = new Map<PageFace, Display>()
  const assign = (face: PageFace, display: Display | undefined): void => {
    if (!display) return
    free.delete(display.id)
    taken.set(face, display)
  }
  for (const { face, display } of faces) if (display !== undefined) assign(face, free.get(display))
  for (const { face } of faces) {
    if (taken.has(face)) continue
    const [best] = [...free.values()].sort((one, other) => scoreDisplay(face, other) - scoreDisplay(face, one))
    assign(face, best)
  }
  return faces.flatMap(({ face }) => {
    const display = taken.get(face)
    return display ? [{ face, display: display.id, bounds: display.bounds, kiosk: face !== 'counter' }] : []
  })
}

function scoreDisplay(face: PageFace, { bounds, isPrimary }: Display): number {
  const { width, height } = windowSize(face)
  return (isPrimary ? 2 : 0) + (bounds.height > bounds.width === height > width ? 1 : 0)
}

/**
 * Adds to the wanted windows the screens on which faces without a fixed screen were placed, so that they return there.
 * A face without a screen stays wanted.
 */
export function rememberScreens(wanted: readonly WantedWindow[], planned: readonly PlannedWindow[]): WantedWindow[] {
  return wanted.map((window) => {
    const display = window.display ?? planned.find(({ face }) => face === window.face)?.display
    return display === undefined ? window : { ...window, display }
  })
}

/**
 * What has to be closed, opened or moved (`stay`, with its new bounds) to get from the open windows to the planned
 * ones.
 */
export function changeWindows(
  open: readonly Pick<PlannedWindow, 'face' | 'display'>[],
  planned: readonly PlannedWindow[],
): { close: PageFace[]; open: PlannedWindow[]; stay: PlannedWindow[] } {
  const isIn = (
    one: Pick<PlannedWindow, 'face' | 'display'>,
    list: readonly Pick<PlannedWindow, 'face' | 'display'>[],
  ): boolean => list.some(({ face, display }) => face === one.face && display === one.display)
  return {
    close: open.filter((window) => !isIn(window, planned)).map(({ face }) => face),
    open: planned.filter((window) => !isIn(window, open)),
    stay: planned.filter((window) => isIn(window, open)),
  }
}

/**
 * The web preferences of every page: its own process in Chromium's sandbox, isolated from the preload, no Node, no
 * webview, and no developer tools in a package (decision 10).
 */
export function pagePreferences(isPackaged: boolean) {
  return {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
    enableWebSQL: false,
    disableDialogs: true,
    devTools: !isPackaged,
  } as const
}
