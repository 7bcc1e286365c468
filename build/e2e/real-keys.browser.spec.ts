import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Browser, type Page } from 'playwright/test'
import { windowArguments } from '../../electron/shell/browser/chromium.ts'
import type { PageFace } from '../../electron/shell/faces.ts'
import { pauseAfterKey, until } from './pace.ts'
import { expect, test } from './station.ts'

/**
 * The tools that send real key events to the shell's own window: only so does a test see what the browser does with a
 * key before its page.
 */
const TOOLS = ['Xvfb', 'xdotool']
const isMissing = (tool: string): boolean =>
  !(process.env['PATH'] ?? '').split(':').some((folder) => existsSync(path.join(folder, tool)))
const missing = TOOLS.filter(isMissing)
const hasNoManager = isMissing('openbox')
const isFull = process.env['BALCAO_FULL'] !== undefined
if (isFull && process.env['TEST_WORKER_INDEX'] === undefined) {
  if (missing.length > 0)
    process.stdout.write(`end-to-end with real keys: NOT RUN, ${missing.join(' and ')} isn't here\n`)
  if (hasNoManager) process.stdout.write("end-to-end with a window manager: NOT RUN, openbox isn't here\n")
}

/** The browser's keyboard shortcuts. A scanner may send each of them as the first key of a code. */
const DRIVING = [
  'ctrl+r',
  'ctrl+shift+r',
  'ctrl+j',
  'ctrl+n',
  'ctrl+shift+n',
  'ctrl+t',
  'ctrl+w',
  'ctrl+p',
  'ctrl+s',
  'ctrl+f',
  'ctrl+g',
  'ctrl+o',
  'ctrl+u',
  'ctrl+h',
  'ctrl+l',
  'ctrl+d',
  'ctrl+shift+i',
  'ctrl+shift+j',
  'ctrl+shift+c',
  'ctrl+shift+Delete',
  'ctrl+plus',
  'ctrl+minus',
  'ctrl+bracketright',
  'ctrl+Tab',
  'ctrl+F4',
  'F1',
  'F3',
  'F5',
  'F6',
  'F7',
  'F10',
  'F11',
  'F12',
  'shift+F10',
  'alt+Left',
  'alt+Home',
  'alt+d',
  'alt+f',
  'XF86Back',
  'XF86Refresh',
  'XF86HomePage',
]

const SHIPPED = path.join(import.meta.dirname, '..', 'kiosk', 'openbox.xml')
const OPENBOX_OWN = '/etc/xdg/openbox/rc.xml'

/** Shortcuts of window managers: those of Openbox's own configuration, and others. */
const MANAGING = [
  'alt+F4',
  'alt+space',
  'alt+Escape',
  'alt+Tab',
  'alt+shift+Tab',
  'ctrl+alt+Tab',
  'super+d',
  'super+e',
  'super+F1',
  'super+F2',
  'ctrl+alt+Left',
  'ctrl+alt+Right',
  'ctrl+alt+Up',
  'ctrl+alt+Down',
  'shift+alt+Right',
  'super+shift+Right',
  'alt+Print',
  'Print',
  'Super_L',
  'Menu',
  'ctrl+alt+Delete',
  'ctrl+Escape',
  'alt+F1',
  'alt+F2',
  'alt+F7',
  'alt+F8',
  'alt+F9',
  'alt+F10',
]

interface Screen {
  page: Page
  browser: Browser
  /** Presses keys one after the other as fast as a person does. */
  press(...keys: string[]): void
  /** How many windows are visible. */
  windows(): number
  /** The number of the window manager's desktop that is shown. */
  desktop(): string
  close(): Promise<void>
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = once(child, 'exit')
  // The negative id ends the whole process group.
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  await over
}

/**
 * Starts an X server and opens the shell's window on it. `manager`: the path of a configuration with which Openbox is
 * started too.
 */
async function show(face: PageFace, address: string, manager?: string): Promise<Screen> {
  const profile = mkdtempSync(path.join(tmpdir(), 'balcao-keys-'))
  // The server chooses a free display and writes its number to file descriptor 3.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1920x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let number = ''
  server.stdio[3]?.on('data', (bytes: Buffer) => void (number += bytes.toString()))
  const env = { ...process.env, DISPLAY: `:${await until(() => /^(\d+)\n/.exec(number)?.[1])}` }
  const openbox =
    manager === undefined
      ? undefined
      : spawn('openbox', ['--sm-disable', '--config-file', manager], { env, stdio: 'ignore', detached: true })
  const window = spawn(
    process.env['BALCAO_TEST_BROWSER'] ?? '/usr/bin/chromium',
    [...windowArguments({ face, address, profile, graphics: false }), '--no-sandbox', '--remote-debugging-port=0'],
    { env, stdio: 'ignore', detached: true },
  )
  const portFile = path.join(profile, 'DevToolsActivePort')
  const port = await until(() =>
    existsSync(portFile) ? /^(\d+)\n/.exec(readFileSync(portFile, 'utf8'))?.[1] : undefined,
  )
  // Playwright doesn't attach to a window that is still being opened.
  await expect
    .poll(async () => await (await fetch(`http://127.0.0.1:${port}/json/list`)).text())
    .toContain('"type": "page"')
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  const page = await until(() => browser.contexts()[0]?.pages()[0])
  const tool = (...words: string[]): string => execFileSync('xdotool', words, { env, encoding: 'utf8' })
  const windows = (): string[] => {
    try {
      return tool('search', '--onlyvisible', '--name', '.').split('\n').filter(Boolean)
    } catch {
      // xdotool exits with an error where it finds no window.
      return []
    }
  }
  await expect(page.getByRole('main')).toBeVisible()
  if (manager === undefined) tool('windowfocus', '--sync', windows().at(-1) ?? '')
  return {
    page,
    browser,
    windows: () => windows().length,
    desktop: () => tool('get_desktop'),
    press: (...keys) => void tool('key', '--delay', '80', ...keys),
    async close() {
      await browser.close()
      await end(window)
      if (openbox) await end(openbox)
      await end(server)
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

if (isFull && missing.length === 0) {
  for (const face of ['kiosk', 'counter'] as const) {
    test(`no key of the browser's own affects the ${face}`, async ({ inBrowser }) => {
      const screen = await show(face, inBrowser.shell.address(face, 'printed'))
      try {
        const { page, browser } = screen
        await page.evaluate(() => {
          Object.assign(window, { here: true })
        })
        const standing = async () => ({
          here: await page.evaluate(() => Reflect.get(window, 'here') === true && document.hasFocus()),
          pixels: await page.evaluate(() => [devicePixelRatio, innerWidth, innerHeight]),
          pages: browser.contexts().flatMap((context) => context.pages()).length,
          windows: screen.windows(),
        })
        const before = await standing()
        expect(before.here).toBe(true)
        for (const key of DRIVING) {
          screen.press(key)
          await pauseAfterKey()
          expect([key, await standing()]).toEqual([key, before])
        }
      } finally {
        await screen.close()
      }
    })
  }

  test("a clerk's printed keys, copy and paste work", async ({ inBrowser }) => {
    const screen = await show('counter', inBrowser.shell.address('counter', 'printed'))
    try {
      const { page, press } = screen
      // Before the page knows its station Return signs nobody in.
      await expect(page.locator('[data-sign-in]')).toBeVisible()
      press('Return')
      const field = page.getByRole('search').getByRole('textbox')
      await expect(field).toBeVisible()
      press('F2', 'M', 'T', '1')
      await expect(field).toHaveValue('MT1')
      press('ctrl+a', 'ctrl+x')
      await expect(field).toHaveValue('')
      press('ctrl+v', 'ctrl+v')
      await expect(field).toHaveValue('MT1MT1')
      press('Escape', 'F9')
      await expect(page.getByRole('table')).toBeVisible()
      press('Escape', 'F10')
      await expect(page.locator('section.device').first()).toBeVisible()
      press('Escape', 'alt+q')
      await expect(page.locator('[data-sign-in]')).toBeVisible()
    } finally {
      await screen.close()
    }
  })
}

if (isFull && missing.length === 0 && !hasNoManager) {
  for (const face of ['kiosk', 'counter'] as const) {
    test(`no key of the window manager affects the ${face} under the configuration that ships`, async ({
      inBrowser,
    }) => {
      const screen = await show(face, inBrowser.shell.address(face, 'printed'), SHIPPED)
      try {
        const { page } = screen
        const standing = async () => ({
          hasFocus: await page.evaluate(() => document.hasFocus()),
          pixels: await page.evaluate(() => [innerWidth, innerHeight]),
          windows: screen.windows(),
          desktop: screen.desktop(),
        })
        const before = await standing()
        expect(before).toMatchObject({ hasFocus: true, windows: 1 })
        for (const key of MANAGING) {
          screen.press(key)
          await pauseAfterKey()
          expect([key, await standing()]).toEqual([key, before])
        }
      } finally {
        await screen.close()
      }
    })
  }

  for (const key of ['alt+F4', 'super+d']) {
    test(`${key} takes the kiosk's window away under Openbox's own configuration`, async ({ inBrowser }) => {
      const screen = await show('kiosk', inBrowser.shell.address('kiosk', 'printed'), OPENBOX_OWN)
      try {
        expect(screen.windows()).toBe(1)
        screen.press(key)
        await expect.poll(() => screen.windows()).toBe(0)
      } finally {
        await screen.close()
      }
    })
  }
}
