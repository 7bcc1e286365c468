import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { defined } from '../../common/defined.ts'
import { startAdvice } from '../start-advice.ts'
import { browserPolicy, defaultFolder, ownPrograms, type TrainingDepartment } from '../../start.ts'
import { PAGE_FACES, windowSize, type PageFace, type ShownFaces } from '../faces.ts'
import { describe } from '../incident.ts'
import { canKeepSandbox, findBrowser, hasDisplay, type Browser, type HostMachine } from './chromium.ts'
import { startBrowserShell, type BrowserShell, type ShellRefusal } from './shell.ts'
import { untilAskedToEnd, type AskedToEnd } from '../signals.ts'
import { keepWindow, type KeptWindow } from './window.ts'

/** How the browser shell shows itself on this machine, and why, as it is printed. */
export type DisplayChoice = { how: 'window'; browser: Browser; because: string } | { how: 'serve'; because: string }

/**
 * Decides whether to open a window or only to serve the pages. A browser that can't keep its sandbox is never opened.
 *
 * @param because why this is the browser shell and not Electron's, as the end of a sentence
 */
export function chooseDisplay(machine: HostMachine, because: string): DisplayChoice {
  const browser = findBrowser(machine)
  if (!hasDisplay(machine)) return { how: 'serve', because: 'there is no display' }
  if (!browser) return { how: 'serve', because: 'no Chromium, Chrome or Edge was found' }
  const sandbox = canKeepSandbox(machine, browser.path)
  return sandbox.keeps ? { how: 'window', browser, because } : { how: 'serve', because: sandbox.because }
}

/** What the browser shell is run with. */
export interface RunOptions {
  faces: ShownFaces
  port: number
  /** The data folder; undefined: the system's place for a program's data. */
  data: string | undefined
  phoneAddress: string | undefined
  department?: TrainingDepartment | undefined
  mode: 'training' | 'production'
  json: boolean
  /** The folders of the renderer's build and of the phone page's, which training alone serves. */
  renderer: string
  phonePages: string
  showing: DisplayChoice
}

/** How often a training station is asked whether its sandbox has started. */
const LOOK_FOR_PHONE_MS = 200
const LONGEST_WAIT_FOR_PHONE_MS = 20_000

const REFUSED: Readonly<Record<ShellRefusal, (options: { data: string; port: number }) => string>> = {
  'folder-in-use': ({ data }) =>
    `Another Balcão is running on the data folder ${data}. End that one first, or name another folder with --data.`,
  'port-in-use': ({ port }) =>
    `Port ${port} of 127.0.0.1 is taken by another program. Name another with --port, or leave it out.`,
  'port-refused': ({ port }) =>
    `This machine does not let Balcão use port ${port} of 127.0.0.1. Name one above 1023 with --port.`,
}

const FACE_NAMES: Readonly<Record<PageFace, string>> = {
  kiosk: 'the kiosk',
  counter: 'the counter',
  customer: 'the customer’s window',
}

const out = (line: string): void => void process.stdout.write(`${line}\n`)
const err = (line: string): void => void process.stderr.write(`${line}\n`)

/**
 * Runs the browser shell in the foreground until it is asked to end (Ctrl-C, a signal, the end of its parent) or, at a
 * counter, its window is closed. Answers the exit code: 0, or 2 where another program has the data folder or the port,
 * or the port isn't allowed.
 */
export async function runBrowserShell(options: RunOptions, end: AskedToEnd = untilAskedToEnd()): Promise<number> {
  const data = path.resolve(options.data ?? defaultFolder(options.mode))
  process.once('uncaughtException', endWithIncident)
  const started = await startBrowserShell({
    station: {
      folder: data,
      mode: options.mode,
      sandbox: 'launch',
      pages: options.phonePages,
      ...ownPrograms(),
      ...(options.showing.how === 'window' ? { browser: options.showing.browser.path } : {}),
      onSandbox: ({ phoneUrl, pairingUrl, pairingCode }) => {
        if (end.wasAsked()) return
        out(`Training: the residents’ phones are at ${phoneUrl}`)
        if (pairingUrl && pairingCode) out(`Training: a real phone opens ${pairingUrl} and enters ${pairingCode}`)
      },
      ...defined({ phoneAddress: options.phoneAddress, department: options.department }),
    },
    port: options.port,
    renderer: options.renderer,
    onFault: (error) => err(`Balcão: ${describe(error)}`),
    onTrouble: ({ incident }, refusal) =>
      err(
        `Balcão: the station can’t start. Incident ${incident}: ${startAdvice(refusal)} Nothing was ` +
          'overwritten; it tries again by itself.',
      ),
  })
  if (!started.ok) {
    err(`Balcão: ${REFUSED[started.why]({ data, port: options.port })}`)
    return 2
  }
  const { shell } = started
  const { showing } = options
  const windows = showing.how === 'window' ? openWindows(shell, options, showing) : []
  if (options.json && options.mode === 'training') await waitForPhone(shell, end)
  if (showing.how === 'serve') {
    announce(options.faces, showing.because)
    printAddresses(shell, options)
  }
  const stopListening = onEnter(() => printAddresses(shell, options))

  const ended = windows.map(async (window) => {
    if ((await window.ended) === 'closed') return
    announce(options.faces, 'the browser does not stay open here')
    printAddresses(shell, options)
    await end.asked
  })
  await Promise.race([end.asked, ...ended])
  stopListening()
  await Promise.all(windows.map((window) => window.close()))
  await shell.close()
  return 0
}

/**
 * Ends the program after an exception that nobody caught, rather than leave it half working; its child processes end
 * too.
 */
function endWithIncident(error: unknown): void {
  err(`Balcão: it has to end. Incident ${randomBytes(4).toString('hex')}: ${describe(error)}`)
  process.exit(1)
}

function openWindows(
  shell: BrowserShell,
  options: RunOptions,
  { browser, because }: Extract<DisplayChoice, { how: 'window' }>,
): KeptWindow[] {
  const { faces } = options
  const endsWhenClosed = (face: PageFace) => face === 'counter'
  if (options.mode === 'production') void warnOfPolicy(browser)
  out(
    `Balcão: ${named(faces)} ${faces.length > 1 ? 'open' : 'opens'} in ${browser.name} (${browser.path}), because ${because}.`,
  )
  out(
    faces.some(endsWhenClosed)
      ? `Closing ${faces.length > 1 ? 'the counter’s' : 'the'} window ends it; so does Ctrl-C.`
      : 'A window that is closed opens again; Ctrl-C ends it.',
  )
  return faces.map((face, index) =>
    keepWindow({
      browser,
      face,
      // The screens stand beside each other, the first face's at the left.
      left: faces.slice(0, index).reduce((sum, before) => sum + windowSize(before).width, 0),
      address: () => shell.address(face, 'opened'),
      endsWhenClosed: endsWhenClosed(face),
      say: err,
    }),
  )
}

const named = (faces: readonly PageFace[]): string => faces.map((face) => FACE_NAMES[face]).join(' and ')

/** Prints a warning where the browser's managed policy, on which an unattended window depends, isn't in force. */
async function warnOfPolicy(browser: Browser): Promise<void> {
  const policy = await browserPolicy(browser.path)
  if (policy.state === 'missing')
    err(
      'Balcão: the browser’s managed policy is not in force; the package puts it in place (build/policy/balcao.json).',
    )
  if (policy.state === 'weakened') err(`Balcão: the browser’s managed policy is weakened in ${policy.keys.join(', ')}.`)
}

function announce(faces: readonly PageFace[], because: string): void {
  out(`Balcão: serving ${named(faces)} without a window, because ${because}.`)
}

function printAddresses(shell: BrowserShell, options: RunOptions): void {
  if (options.json) {
    const addresses = Object.fromEntries(PAGE_FACES.map((face) => [face, shell.address(face, 'printed')]))
    out(JSON.stringify({ origin: shell.origin, addresses, phone: phoneOf(shell) }))
    return
  }
  for (const face of options.faces) out(`Open ${shell.address(face, 'printed')}`)
  out(
    options.faces.length > 1
      ? 'Each address opens once, in a browser profile of its own; Enter prints others, Ctrl-C ends Balcão.'
      : 'The address opens once; Enter prints another, Ctrl-C ends Balcão.',
  )
}

function phoneOf(shell: BrowserShell): string | null {
  return shell.station()?.station.status().phone ?? null
}

/**
 * Waits until the sandbox has started, which it does after the station, since a program that reads the printed JSON
 * wants the phone page's address too.
 */
async function waitForPhone(shell: BrowserShell, end: AskedToEnd): Promise<void> {
  const until = performance.now() + LONGEST_WAIT_FOR_PHONE_MS
  while (phoneOf(shell) === null && shell.trouble() === null && !end.wasAsked() && performance.now() < until)
    await wait(LOOK_FOR_PHONE_MS)
}

function onEnter(then: () => void): () => void {
  const lines = createInterface({ input: process.stdin, terminal: false })
  // Losing the terminal doesn't end the program.
  process.stdin.on('error', () => undefined)
  lines.on('line', then)
  return () => {
    lines.close()
    process.stdin.destroy()
  }
}
