/** A project of the end-to-end tests, as Playwright's configuration takes it. */
export interface EndToEndProject {
  name: 'browser' | 'electron' | 'stand-in'
  testMatch: RegExp
}

const SCREENS = /[\\/]screens\.spec\.ts$/
const EVERY_SPEC = /[\\/](?!screens\.)[^\\/]+\.spec\.ts$/
/**
 * What attacks HTTP, moves the station's clock or needs a browser's own switches says so in its name and stays in the
 * browser.
 */
const IN_ELECTRON = /[\\/](?!screens\.)(?![^\\/]+\.browser\.)[^\\/]+\.spec\.ts$/

/**
 * Which specs run where. Electron's project is there where its binary and a display are; where it isn't, `line` says so
 * in a sentence, and of the long ones a project runs the same specs on the stand-in for Electron.
 *
 * @param electron Electron's binary, where it was fetched
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
  // Every screen looks the same in both shells: one album is enough.
  if (what === 'screens') return { projects: [{ name: 'browser', testMatch: SCREENS }], line: null }
  const browser: EndToEndProject = { name: 'browser', testMatch: EVERY_SPEC }
  const without: EndToEndProject[] = full ? [browser, { name: 'stand-in', testMatch: IN_ELECTRON }] : [browser]
  const notRun = (because: string) => ({ projects: without, line: `end-to-end in Electron: NOT RUN, ${because}` })
  if (electron === null) return notRun('its binary is not here (npm start -- --shell electron fetches it)')
  if (!display) return notRun('there is no display')
  return { projects: [browser, { name: 'electron', testMatch: IN_ELECTRON }], line: null }
}
