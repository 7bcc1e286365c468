import { existsSync } from 'node:fs'
import { chromium } from 'playwright'
import { run, say } from './run.ts'

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/microsoft-edge',
]

function found(): string | undefined {
  return [process.env['BALCAO_TEST_BROWSER'] ?? '', ...SYSTEM_BROWSERS, chromium.executablePath()].find(
    (file) => file !== '' && existsSync(file),
  )
}

/**
 * Finds the Chromium for the end-to-end tests. Where there is none, it installs Playwright's own, or else, as root,
 * Debian's; answers why where that fails.
 */
export async function browserForTests(): Promise<{ ok: true; path: string } | { ok: false; why: string }> {
  const here = found()
  if (here) return { ok: true, path: here }

  say('end-to-end: no Chromium here; installing one')
  await run('playwright', ['install', 'chromium'], { quiet: true })
  if (!found() && process.platform === 'linux' && process.getuid?.() === 0) {
    await run('apt-get', ['update', '-qq'], { quiet: true })
    await run('apt-get', ['install', '-y', '-qq', 'chromium'], {
      quiet: true,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  const installed = found()
  if (installed) return { ok: true, path: installed }
  return {
    ok: false,
    why:
      'No Chromium was found and none could be installed. Install Chromium or Chrome, or name one in ' +
      'BALCAO_TEST_BROWSER; --without-browser leaves these tests out.',
  }
}
