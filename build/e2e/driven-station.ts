import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import path from 'node:path'
import type { Browser, Page } from 'playwright/test'
import type { BrowserShell } from '../../electron/shell/browser/shell.ts'
import type { PageFace } from '../../electron/shell/faces.ts'
import type { Terminal } from '../../hardware/payment-terminal/simulator/launch.ts'
import type { VirtualPrinter } from '../../hardware/printer/virtual.ts'
import { until } from './pace.ts'

/** A station in training in a data folder of its own, as every end-to-end test meets it, whichever shell shows it. */
export interface TestStation {
  folder: string
  /** What a resident's phone shows now. */
  phone(resident: string): Promise<Phone>
  /**
   * Tells the training's control something (`electron/sandbox/serving/books-contract.ts`), such as `reset`, or `faults` with
   * what is to go wrong.
   */
  train(order: 'reset' | 'season' | 'faults' | 'auto' | 'mint' | 'bills', words?: object): Promise<unknown>
  /** What a resident's wallet answers to the payment that waits for it, of which there has to be one. */
  answer(resident: string, approve: boolean): Promise<void>
  /** Everything that the station has logged so far. */
  log(): string
}

/** What only a station in the tests' own process can do: the browser shell's. */
export interface InBrowser {
  shell: BrowserShell
  /** The card terminal's simulator: what it does, and its books. */
  card: Terminal
  /** The printer's twin: its paper and its faults. */
  printer: VirtualPrinter
  /** Moves the station's wall clock by so many milliseconds. */
  setClock(offsetMs: number): void
}

/** A station with the way to a face's page: a tab of the test's browser, or a window of Electron's. */
export interface DrivenStation {
  station: TestStation
  /** Null in Electron, whose station is another process's. */
  inBrowser: InBrowser | null
  /** A face's page, still empty where `go` is what loads it. */
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
}

/** Asks the sandbox's phone page, whose host name only a browser resolves to this machine. */
export async function askPhone(phoneUrl: string, target: string): Promise<unknown> {
  return askSandbox(new URL(phoneUrl), 'GET', target)
}

/** The training's control has a host name of its own, at the same port. */
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

/** A station's folder and its sandbox's phone page as tests meet them. */
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
    log: () => {
      const file = path.join(folder, 'logs', 'station.log')
      return existsSync(file) ? readFileSync(file, 'utf8') : ''
    },
  }
}
