/** A project of the end-to-end tests in Playwright's configuration. */
export interface EndToEndProject {
  name: 'browser' | 'electron' | 'stand-in'
  testMatch: RegExp
}

const SCREENS = /[\\/]screens\.spec\.ts$/
const EVERY_SPEC = /[\\/](?!screens\.)[^\\/]+\.spec\.ts$/
/**
 * The specs that run in Electron too: all but the album and those named `*.browser.spec.ts`, which attack HTTP, move
 * the station's clock or need a browser's switches.
 */
const IN_ELECTRON = /[\\/](?!screens\.)(?![^\\/]+\.browser\.)[^\\/]+\.spec\.ts$/

/**
 * Plans which specs run where. Electron's project needs its binary and a display; without them `line` says so in a
 * sentence, and a full run uses the stand-in for Electron in its place.
 *
 * @param electron the path of Electron's binary, or null where it wasn't fetched
 */
export function planProjects({
  what,
  electron,
  display,
  full,
}: {
  what: 'e2e' | 'screens'
  electron: string | null
  display: boolean
  full: boolean
}): { projects: EndToEndProject[]; line: string | null } {
  // Screens look the same in both shells, so one album is enough.
  if (what === 'screens') return { projects: [{ name: 'browser', testMatch: SCREENS }], line: null }
  const browser: EndToEndProject = { name: 'browser', testMatch: EVERY_SPEC }
  const without: EndToEndProject[] = full ? [browser, { name: 'stand-in', testMatch: IN_ELECTRON }] : [browser]
  const notRun = (because: string) => ({ projects: without, line: `end-to-end in Electron: NOT RUN, ${because}` })
  if (electron === null) return notRun('its binary is not here (npm start -- --shell electron fetches it)')
  if (!display) return notRun('there is no display')
  return { projects: [browser, { name: 'electron', testMatch: IN_ELECTRON }], line: null }
}
