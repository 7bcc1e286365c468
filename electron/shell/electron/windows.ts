import { windowSize, type PageFace } from '../faces.ts'

/** A screen as Electron names it. */
export interface Display {
  id: number
  bounds: { x: number; y: number; width: number; height: number }
  isPrimary: boolean
}

/** Which face a technician wants on which screen; a screen that isn't named is any. */
export interface WantedWindow {
  face: PageFace
  display?: number
}

export interface PlannedWindow {
  face: PageFace
  display: number
  bounds: Display['bounds']
  kiosk: boolean
}

/**
 * One window for each face, each on a screen of its own. A face keeps the screen it was given while that is there; the
 * others take what is left, the main screen first, and a screen that stands as the face does before another. A face
 * that finds no screen has no window.
 */
export function planWindows(wanted: readonly WantedWindow[], displays: readonly Display[]): PlannedWindow[] {
  const faces = wanted.filter((window, index) => wanted.findIndex(({ face }) => face === window.face) === index)
  const free = new Map(displays.map((display) => [display.id, display]))
  const taken = new Map<PageFace, Display>()
  const take = (face: PageFace, display: Display | undefined): void => {
    if (!display) return
    free.delete(display.id)
    taken.set(face, display)
  }
  for (const { face, display } of faces) if (display !== undefined) take(face, free.get(display))
  for (const { face } of faces) {
    if (taken.has(face)) continue
    const [best] = [...free.values()].sort((one, other) => fitness(face, other) - fitness(face, one))
    take(face, best)
  }
  return faces.flatMap(({ face }) => {
    const display = taken.get(face)
    return display ? [{ face, display: display.id, bounds: display.bounds, kiosk: face === 'kiosk' }] : []
  })
}

function fitness(face: PageFace, { bounds, isPrimary }: Display): number {
  const { width, height } = windowSize(face)
  return (isPrimary ? 2 : 0) + (bounds.height > bounds.width === height > width ? 1 : 0)
}

/**
 * What a technician wants, with the screens on which the faces that were free to stand anywhere stand now, so that they
 * come back to them. A face without a screen is wanted all the same.
 */
export function rememberScreens(wanted: readonly WantedWindow[], planned: readonly PlannedWindow[]): WantedWindow[] {
  return wanted.map((window) => {
    const display = window.display ?? planned.find(({ face }) => face === window.face)?.display
    return display === undefined ? window : { ...window, display }
  })
}

/**
 * What is to be opened and closed when the screens changed from what is open to what is planned; a window that stays
 * has its new bounds in `stay`.
 */
export function changeWindows(
  open: readonly Pick<PlannedWindow, 'face' | 'display'>[],
  planned: readonly PlannedWindow[],
): { close: PageFace[]; open: PlannedWindow[]; stay: PlannedWindow[] } {
  const stays = (
    one: Pick<PlannedWindow, 'face' | 'display'>,
    list: readonly Pick<PlannedWindow, 'face' | 'display'>[],
  ): boolean => list.some(({ face, display }) => face === one.face && display === one.display)
  return {
    close: open.filter((window) => !stays(window, planned)).map(({ face }) => face),
    open: planned.filter((window) => !stays(window, open)),
    stay: planned.filter((window) => stays(window, open)),
  }
}

/**
 * The locks of every page: its own process in Chromium's sandbox, a world apart from the preload's, no Node, no
 * webview, no developer tools in a package.
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
