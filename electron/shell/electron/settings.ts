import Store from 'electron-store'
import { z } from 'zod'
import { PAGE_FACES, type PageFace } from '../faces.ts'
import type { WantedWindow } from './windows.ts'

/**
 * A screen's id. Chromium's have up to 56 bits (on X11 the maker's three letters come first), of which a JavaScript
 * number keeps 53: they still tell screens apart, but aren't safe integers.
 */
const screenId = z.number().refine(Number.isInteger)
const wantedWindow = z.object({ face: z.enum(PAGE_FACES), display: screenId.optional() })
const wantedWindows = z.array(wantedWindow).min(1).max(PAGE_FACES.length)

/** The shell's own settings, kept apart from the station's data: which face is shown on which screen. */
export interface ShellSettings {
  windows(): WantedWindow[]
  /** Stores these windows; stored windows of other faces stay. */
  keep(windows: readonly WantedWindow[]): void
}

/**
 * Opens the shell's settings. Where they can't be read or stored, the windows open all the same.
 *
 * @param asked the faces of the command line, which go before the stored ones
 * @param say prints that the settings can't be read or stored
 */
export function openSettings(asked: readonly PageFace[] | undefined, say: (line: string) => void): ShellSettings {
  const store = openStore(say)
  const before = store?.read() ?? []
  let wanted = choose(before, asked)
  let kept = JSON.stringify(before)
  return {
    windows: () => wanted,
    keep(windows) {
      wanted = [...windows]
      const all = withOthers(before, wanted)
      const now = JSON.stringify(all)
      if (now === kept) return
      kept = now
      store?.write(all)
    },
  }
}

function choose(before: WantedWindow[], asked: readonly PageFace[] | undefined): WantedWindow[] {
  if (asked === undefined) return before.length > 0 ? before : [{ face: 'kiosk' }]
  return asked.map((wanted) => before.find(({ face }) => face === wanted) ?? { face: wanted })
}

/**
 * The stored windows with the wanted ones in their places, new ones first; faces that this start wasn't asked for stay.
 */
function withOthers(before: readonly WantedWindow[], wanted: readonly WantedWindow[]): WantedWindow[] {
  return [
    ...wanted.filter(({ face }) => !before.some((other) => other.face === face)),
    ...before.map((other) => wanted.find(({ face }) => face === other.face) ?? other),
  ]
}

/** Opens the file of the settings; undefined where the disk doesn't allow it. */
function openStore(
  say: (line: string) => void,
): { read(): WantedWindow[]; write(windows: WantedWindow[]): void } | undefined {
  const lost = (): void =>
    say('Balcão: the settings of its windows (windows.json) can not be read or kept; they stand as if there were none.')
  try {
    const store = new Store({ name: 'windows', clearInvalidConfig: true })
    return {
      read() {
        const parsed = wantedWindows.safeParse(store.get('windows'))
        if (!parsed.success) return []
        const once = parsed.data.filter(
          ({ face }, index, all) => all.findIndex((other) => other.face === face) === index,
        )
        return once.map(({ face, display }) => (display === undefined ? { face } : { face, display }))
      },
      write(windows) {
        try {
          store.set('windows', windows)
        } catch {
          lost()
        }
      },
    }
  } catch {
    lost()
    return undefined
  }
}
