import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { planProjects } from './projects.ts'

const here = { what: 'e2e', electron: '/e/electron', display: true, full: false } as const
const specs = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.spec.ts'))

/** The specs that each project runs. */
function plan(machine: Parameters<typeof planProjects>[0]): Record<string, string[]> {
  const { projects } = planProjects(machine)
  return Object.fromEntries(
    projects.map(({ name, testMatch }) => [
      name,
      specs.filter((file) => testMatch.test(path.join(import.meta.dirname, file))),
    ]),
  )
}

describe('which end-to-end tests run where', () => {
  it('is the browser for each, and Electron for those that both shells can run, when it is here', () => {
    const { browser = [], electron = [] } = plan(here)
    expect(browser).toEqual(specs.filter((file) => file !== 'screens.spec.ts'))
    expect(electron).toEqual(browser.filter((file) => !file.includes('.browser.')))
    expect(electron).toContain('kiosk.spec.ts')
    expect(planProjects(here).line).toBeNull()
  })

  it('leaves Electron out, with the reason, when its binary or a display is missing', () => {
    for (const [machine, why] of [
      [{ ...here, electron: null }, 'its binary is not here'],
      [{ ...here, display: false }, 'no display'],
    ] as const) {
      expect(Object.keys(plan(machine))).toEqual(['browser'])
      expect(planProjects(machine).line).toMatch(new RegExp(`^end-to-end in Electron: NOT RUN, .*${why}.*$`))
    }
  })

  it("is the stand-in instead of Electron among the long tests when Electron isn't here", () => {
    const { electron } = plan(here)
    expect(plan({ ...here, electron: null, full: true })['stand-in']).toEqual(electron)
    expect(Object.keys(plan({ ...here, full: true }))).toEqual(['browser', 'electron'])
  })

  it('is the browser alone for the album of screens', () => {
    expect(plan({ ...here, what: 'screens' })).toEqual({ browser: ['screens.spec.ts'] })
  })

  it('is the browser alone for whatever needs a browser or a station in the same process', () => {
    const onlyBrowser = /inBrowser|chromium|\.newContext|'websocket'|servePage|\bbrowser\s*[,}]/
    // The album of screens runs only in the browser's project.
    for (const file of specs.filter(
      (name) =>
        name !== 'screens.spec.ts' && onlyBrowser.test(readFileSync(path.join(import.meta.dirname, name), 'utf8')),
    ))
      expect(file).toContain('.browser.')
  })
})
