import Store from 'electron-store'
import { z } from 'zod'
import { PAGE_FACES, type PageFace } from '../faces.ts'
import type { WantedWindow } from './windows.ts'

const wantedWindows = z.array(z.object({ face: z.enum(PAGE_FACES), display: z.int().optional() })).max(PAGE_FACES.length)

/** The shell's own settings, apart from the station's data: which face stands on which screen. */
export interface ShellSettings {
  windows(): WantedWindow[]
  keep(windows: readonly WantedWindow[]): void
}

/** @param asked the face of the command line, which goes before what was kept */
export function openSettings(asked: PageFace | undefined): ShellSettings {
  const store = new Store({ name: 'windows', clearInvalidConfig: true })
  const kept = (): WantedWindow[] => {
    const parsed = wantedWindows.safeParse(store.get('windows'))
    return parsed.success ? parsed.data.map(({ face, display }) => (display === undefined ? { face } : { face, display })) : []
  }
  return {
    windows() {
      const before = kept()
      if (asked === undefined) return before.length > 0 ? before : [{ face: 'kiosk' }]
      return before.some(({ face }) => face === asked) ? before.filter(({ face }) => face === asked) : [{ face: asked }]
    },
    keep: (windows) => store.set('windows', [...windows])
  }
}
