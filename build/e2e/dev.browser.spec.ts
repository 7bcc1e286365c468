import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { expect, test, type Page } from 'playwright/test'
import { WebSocket } from 'ws'
import { defined } from '../../electron/common/defined.ts'
import { breakCopy, copyProject } from '../faults/broken-copy.ts'
import { until } from './pace.ts'

/** `npm run dev` on a copy of the project, whose sources these tests change. */
let copy: string
let dev: ChildProcess
let port: number
let said = ''

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  copy = copyProject(['package.json', 'tsconfig.json', 'electron', 'hardware', 'renderer', 'build'])
  mkdirSync(path.join(copy, 'tmp'))
  port = await freePort()
  dev = spawn('npm', ['run', 'dev', '--', '--port', String(port), '--data', path.join(copy, 'data')], {
    cwd: copy,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: path.join(copy, 'tmp'),
      TMPDIR: path.join(copy, 'tmp'),
      BALCAO_HEADS: path.join(copy, 'heads'),
    },
  })
  for (const stream of [dev.stdout, dev.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await until(() => (said.includes('the station is ready') ? true : undefined))
})

test.afterAll(() => {
  for (const pid of left()) process.kill(Number(pid), 'SIGKILL')
  rmSync(copy, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
})

test('offers each page at an address of its own, none of which breaks its security policy', async ({ page }) => {
  for (const name of ['kiosk', 'counter', 'customer', 'phone'])
    expect(said).toContain(`http://${name}.localhost:${port}/${name}\n`)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await openCounter(page)
  await page.goto(`http://127.0.0.1:${port}/phone`)
  await expect(page.getByText(/TESTE UM/)).toBeVisible()
  expect(complaints).toEqual([])
})

test('refuses the socket to a page of another address', async () => {
  const own = `kiosk.localhost:${port}`
  expect(await knock(own, `http://${own}`)).toBe(101)
  for (const [host, origin] of [
    [own, 'http://elsewhere.example'],
    [own, `http://127.0.0.1:${port}`],
    [own, undefined],
    [`127.0.0.1:${port}`, `http://127.0.0.1:${port}`],
  ] as const) {
    expect([host, origin, await knock(host, origin)]).toEqual([host, origin, 403])
  }
})

test('shows a changed page without a reload, and connects it to a changed station', async ({ page }) => {
  await openCounter(page)
  await page.evaluate(() => {
    document.documentElement.dataset['kept'] = 'yes'
  })
  breakCopy(copy, [
    { file: 'renderer/ui/TrainingBanner.vue', from: '</template>', to: '<p>a changed banner</p></template>' },
  ])
  await expect(page.getByText('a changed banner', { exact: true })).toBeVisible()

  appendFileSync(
    path.join(copy, 'electron', 'station', 'station.ts'),
    "\nprocess.stdout.write('a changed station\\n')\n",
  )
  await until(() => (/station\.ts changed[^]*a changed station[^]*the station is ready/.test(said) ? true : undefined))
  await page.getByRole('button', { name: /^以培訓文員登入/ }).click()
  await expect(page.getByRole('button', { name: /^以培訓文員登入/ })).toBeHidden()
  expect(await page.evaluate(() => document.documentElement.dataset['kept'])).toBe('yes')
})

test('starts a station that ended by a mistake again once it is mended', async () => {
  const takeBack = breakCopy(copy, [
    {
      file: 'electron/shell/browser/shell.ts',
      from: 'export async function startBrowserShell(',
      to: 'export async function startBrowserShell((',
    },
  ])
  await until(() => (said.includes('it starts again when its code changes') ? true : undefined))
  const before = said.length
  takeBack()
  await until(() => (said.slice(before).includes('the station is ready') ? true : undefined))
})

test('names message, file and line of an error in the station, which it never calls ready', async () => {
  for (const [to, what] of [
    ['const = 1', /limits\.ts:\d+[^]*SyntaxError/],
    ["throw new Error('a mistake on purpose')", /Error: a mistake on purpose[^]*limits\.ts:\d+/],
  ] as const) {
    const before = said.length
    const file = 'electron/station/payments/limits.ts'
    const takeBack = breakCopy(copy, [
      { file, from: 'export const SLIP_GOOD_MS', to: `${to}\nexport const SLIP_GOOD_MS` },
    ])
    await until(() => (said.slice(before).includes("the station can't start") ? true : undefined))
    const printed = said.slice(before)
    expect(printed).toMatch(what)
    expect(printed).not.toMatch(/the station is ready|look for the incident/)
    takeBack()
    await until(() => (said.slice(before + printed.length).includes('the station is ready') ? true : undefined))
  }
})

test('leaves nothing after Ctrl-C', async () => {
  expect(left().length).toBeGreaterThan(2)
  process.kill(-(dev.pid ?? 0), 'SIGINT')
  await until(() => (left().length === 0 ? true : undefined))
})

/** Opens the counter and waits until it has its station. */
async function openCounter(page: Page): Promise<void> {
  await page.goto(`http://127.0.0.1:${port}/counter`)
  await expect(page.getByRole('button', { name: /^以培訓文員登入/ })).toBeVisible()
}

/** Opens a WebSocket to the station and answers the HTTP status that it gets. */
function knock(host: string, origin: string | undefined): Promise<number | undefined> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, {
    headers: { Host: host },
    ...defined({ origin }),
  })
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.close()
      resolve(101)
    })
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** The processes of `npm run dev` that still run: all have the copy's folder in their environment. */
function left(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/environ`, 'latin1')
          .split('\0')
          .includes(`TMPDIR=${path.join(copy, 'tmp')}`)
      )
    } catch {
      return false
    }
  })
}
