import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import type { Page } from 'playwright/test'
import { SANDBOX_VARIABLE } from '../../electron/shell/electron/launch-arguments.ts'
import { runningSandbox } from '../../electron/shell/electron/messages.ts'
import { pageAddress } from '../../electron/shell/electron/navigation.ts'
import { PORT_MESSAGE } from '../../electron/shell/electron/port-message.ts'
import { windowSize, type PageFace } from '../../electron/shell/faces.ts'
import { prepareElectron } from '../scripts/electron.ts'
import { root } from '../scripts/run.ts'
import { startShell, type DrivenShell } from '../shell/drive.ts'
import { meetStation, type DrivenStation } from './driven-station.ts'
import { until } from './pace.ts'

/**
 * The origin of the pages in a browser, which doesn't know the scheme `app:`. Requests to it get the answers of the
 * shell's own scheme with all their headers.
 */
export const ORIGIN = 'https://balcao'
const asApp = (address: string): string => address.replace(/^https:/, 'app:')

/**
 * Runs the Electron shell's build on the stand-in for Electron (`build/shell`), with its pages in the test's browser.
 * Each page has its own shell; all use one data folder and sandbox.
 */
export async function driveStandIn(): Promise<DrivenStation & { shell(): DrivenShell }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-stand-in-'))
  const data = path.join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  const prepared = await prepareElectron(data, { faces: ['kiosk'], mode: 'training', phoneAddress: undefined })
  const told = prepared?.env[SANDBOX_VARIABLE]
  if (!prepared || told === undefined) throw new Error('The sandbox did not start.')
  const station = meetStation(data, runningSandbox.parse(JSON.parse(told)).phoneUrl)
  let running: DrivenShell | undefined

  return {
    station,
    inBrowser: null,
    shell() {
      if (!running) throw new Error('No shell runs.')
      return running
    },
    async open(face, browser) {
      const before = station.log().length
      const shell = startShell(
        { data, appData: path.join(folder, 'config'), heads: path.join(folder, 'heads') },
        {
          args: [`--face=${face}`],
          env: { [SANDBOX_VARIABLE]: told },
          machine: { displays: [{ id: 1, bounds: { x: 0, y: 0, ...windowSize(face) } }] },
        },
      )
      running = shell
      const {
        windows: [window],
      } = await shell.when(({ windows }) => windows[0]?.status === 200)
      const context = await browser.newContext({ viewport: windowSize(face), locale: 'zh-HK' })
      const page = await context.newPage()
      await showWindow(page, shell, window?.id ?? 0)
      return {
        page,
        async go() {
          await until(() =>
            station.log().includes('trust bundle in force') && station.log().slice(before).includes('"line":"up"')
              ? true
              : undefined,
          )
          await page.goto(`${ORIGIN}/${face satisfies PageFace}`)
        },
        async close() {
          await context.close()
          await shell.quit()
        },
      }
    },
    async close() {
      await running?.close()
      await prepared.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Shows a shell's window in a browser's page, with the answers of its scheme, its built preload and its ports. */
export async function showWindow(page: Page, shell: DrivenShell, window: number): Promise<void> {
  await page.context().route(`${ORIGIN}/**`, async (route) => {
    const answer = await shell.do('answer', {
      window,
      url: asApp(route.request().url()),
      method: route.request().method(),
    })
    if (answer) await route.fulfill({ status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) })
    else await route.abort()
  })
  let port: MessagePort | undefined
  await page.exposeBinding('balcaoTell', (_source, text: string) => port?.postMessage(unpack(text)))
  await page.addInitScript({
    content: withPreload(readFileSync(path.join(root, 'dist', 'electron', 'preload.cjs'), 'utf8')),
  })
  page.on('load', () => {
    void shell.do('loaded', { window, url: asApp(page.url()) }).catch(() => undefined)
  })
  shell.onEvent((event) => {
    if (event.type !== 'port' || event['window'] !== window) return
    const given = shell.port(window)
    port = given
    const waiting: Promise<unknown>[] = [page.evaluate('balcaoBridge.open()').catch(() => undefined)]
    given.on('message', (data: unknown) =>
      waiting.push(page.evaluate(`balcaoBridge.take(${JSON.stringify(pack(data))})`).catch(() => undefined)),
    )
    given.on('close', () => waiting.push(page.evaluate('balcaoBridge.close()').catch(() => undefined)))
    given.start()
  })
}

/** Encodes a port's message as text: `t` and the text, or `b` and the bytes in Base64. */
const pack = (data: unknown): string =>
  typeof data === 'string' ? `t${data}` : `b${Buffer.from(data as Uint8Array).toString('base64')}`
const unpack = (text: string): string | Uint8Array =>
  text.startsWith('t') ? text.slice(1) : Uint8Array.from(Buffer.from(text.slice(1), 'base64'))

/**
 * Wraps the built preload as a page's first script, with what Electron gives it: a `require` that knows only
 * `electron` with `ipcRenderer`, and a window whose location is `app://balcao`. The other end of its port leads to the
 * test.
 */
function withPreload(preload: string): string {
  return `(() => {
  const listeners = []
  let end
  const unpack = (text) => text[0] === 't' ? text.slice(1) : Uint8Array.from(atob(text.slice(1)), (byte) => byte.charCodeAt(0))
  const pack = (data) => typeof data === 'string' ? 't' + data : 'b' + btoa(String.fromCharCode(...new Uint8Array(data)))
  Object.defineProperty(window, 'balcaoBridge', { value: {
    open() {
      const { port1, port2 } = new MessageChannel()
      end = port1
      end.onmessage = ({ data }) => window.balcaoTell(pack(data))
      for (const listener of listeners) listener({ ports: [port2] })
    },
    take: (text) => end.postMessage(unpack(text)),
    close: () => end.close()
  } })
  const own = {
    location: new URL(${JSON.stringify(pageAddress('kiosk'))}),
    postMessage: (message, _origin, ports) => window.postMessage(message, location.origin, ports)
  }
  const require = (name) => {
    if (name !== 'electron') throw new Error('a sandboxed preload has no module ' + name)
    return { ipcRenderer: { on: (channel, listener) => { if (channel === ${JSON.stringify(PORT_MESSAGE)}) listeners.push(listener) } } }
  }
  ;((window, require) => {
${preload}
  })(own, require)
})()`
}
