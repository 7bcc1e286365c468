import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import path from 'node:path'
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Browser, Page } from 'playwright/test'
import type { BrowserShell } from '../../electron/shell/browser/shell.ts'
import type { PageFace } from '../../electron/shell/faces.ts'
import type { training, TrainingOrder, TrainingState } from '../../electron/contract/training.ts'
import type { RunningSandbox } from '../../electron/start/connect.ts'
import { linkToRunning } from '../../electron/start/technician.ts'
import { until } from './pace.ts'

/** A station in training in its own data folder, with what end-to-end tests need of it under every shell. */
export interface TestStation {
  folder: string
  /** Fetches what a resident's phone shows now. */
  phone(resident: string): Promise<Phone>
  /**
   * Sends an order to training's control (`electron/sandbox/serving/books-contract.ts`), such as `reset`, or `faults`
   * with what is to go wrong.
   */
  train(order: 'reset' | 'season' | 'faults' | 'auto' | 'mint' | 'bills', words?: object): Promise<unknown>
  /** Tells a twin or a fault what to do, by the dock's own door. Rejects where the order is refused. */
  order(order: TrainingOrder): Promise<void>
  /** The printer's twin: how many papers it has printed, and the newest one. */
  papers(): Promise<{ count: number; svg: string; escpos: Uint8Array }>
  /** How often the cash drawer's twin was opened. */
  drawerOpened(): Promise<number>
  /** What the lights' twin shows. */
  lights(): Promise<TrainingState['lights']>
  /** Approves or declines the payment that waits in a resident's wallet. Rejects where none waits. */
  answer(resident: string, approve: boolean): Promise<void>
  /** Everything that the station has logged so far. */
  log(): string
}

/** What tests can do only with the browser shell's station, which runs in their own process. */
export interface InBrowser {
  shell: BrowserShell
  /** The sandbox of this station, at which a test may enrol another one. */
  sandbox(): RunningSandbox
}

/** A station, and how its faces are opened: in a tab of the test's browser, or in a window of Electron. */
export interface DrivenStation {
  station: TestStation
  /** Null in Electron, whose station runs in another process. */
  inBrowser: InBrowser | null
  /** Opens a face's page; `go` loads it, or waits until it is loaded. */
  open(face: PageFace, browser: Browser): Promise<{ page: Page; go(): Promise<unknown>; close(): Promise<void> }>
  close(): Promise<void>
}

/** The part of the phone page's API that tests read. */
export interface Phone {
  nameChinese: string
  nameForeign: string
  eid: { state: string; text?: string }
  slips: { text: string; state: string }[]
  wallet: { text: string; digits: string }
  requests: { attempt: string; how: string; amountAvos: number }[]
  messages: { text: string }[]
  border: { text: string }
  blueCard?: { text: string }
  bindingNumber?: { text: string; number: string }
  logins: { euid: string; request?: { text: string } }[]
}

/** Requests a path of the sandbox's phone page from this machine, since only browsers resolve its host name. */
export async function askPhone(phoneUrl: string, target: string): Promise<unknown> {
  return askSandbox(new URL(phoneUrl), 'GET', target)
}

/** Requests training's control, which has another host name on the same port. */
async function askBooks(phoneUrl: string, order: string, words: object): Promise<unknown> {
  const { port } = new URL(phoneUrl)
  return askSandbox(new URL(`http://books.localhost:${port}`), 'POST', `/${order}`, words)
}

async function askSandbox(
  { port, host }: URL,
  method: 'GET' | 'POST',
  target: string,
  words?: object,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { host, ...(words ? { 'content-type': 'application/json' } : {}) }
    const asked = request({ host: '127.0.0.1', port, path: target, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown))
    })
    asked.on('error', reject)
    asked.end(words && JSON.stringify(words))
  })
}

/**
 * Asks the station that runs on a folder for what its dock asks, over its local socket, which is there under every
 * shell.
 */
async function atDoor<T>(folder: string, ask: (door: ContractRouterClient<typeof training>) => Promise<T>): Promise<T> {
  const running = await linkToRunning(folder)
  if (!running) throw new Error('No station runs on the folder.')
  try {
    return await ask(createORPCClient(running.link, { path: ['training'] }))
  } finally {
    running.close()
  }
}

/** Makes the `TestStation` of a data folder and the address of its sandbox's phone page. */
export function meetStation(folder: string, phoneUrl: string): TestStation {
  return {
    folder,
    phone: async (resident) => (await askPhone(phoneUrl, `/phone/residents/${resident}`)) as Phone,
    async answer(resident, approve) {
      const attempt = await until(
        async () => ((await askPhone(phoneUrl, `/phone/residents/${resident}`)) as Phone).requests.at(-1)?.attempt,
      )
      await askSandbox(new URL(phoneUrl), 'POST', `/phone/residents/${resident}/decisions`, { attempt, approve })
    },
    train: (order, words = {}) => askBooks(phoneUrl, order, words),
    order: (order) =>
      atDoor(folder, async (door) => {
        const answer = await door.order(order)
        if (!answer.ok) throw new Error(`${order.do}: ${answer.refusal.code}`)
      }),
    papers: () =>
      atDoor(folder, async (door) => {
        const { papers: count } = await door.state()
        const { svg, escpos } = await door.paper()
        return { count, svg, escpos: Buffer.from(escpos, 'base64') }
      }),
    drawerOpened: () => atDoor(folder, async (door) => (await door.state()).drawerOpened),
    lights: () => atDoor(folder, async (door) => (await door.state()).lights),
    log: () => {
      const file = path.join(folder, 'logs', 'station.log')
      return existsSync(file) ? readFileSync(file, 'utf8') : ''
    },
  }
}
