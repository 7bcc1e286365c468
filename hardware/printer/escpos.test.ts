import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defined } from '../../electron/common/defined.ts'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import { processClock as clock } from '../process-clock.ts'
import { playDeviceFile } from './device-file.fixture.ts'
import type { Confirmation } from './dialogue.ts'
import { createEscPosPrinter, type Characters, type EscPosPrinter } from './escpos.ts'
import { describePrinter } from './printer.conformance.ts'
import type { Pictures } from './pictures.ts'
import type { PrintAnswer, PrinterTrouble } from './port.ts'
import { ASK_STATUS } from './status.ts'
import { fileTransport, type LineListener, type PrinterTransport } from './transport.ts'
import { openPrinterTwin, type PrinterTwin, type TwinControls } from './twin.ts'

/** How long a print that breaks off is waited for. */
const PRINT_WITHIN_MS = 500
/** How long every other one is, since a busy machine takes its time. */
const PATIENCE_MS = 120_000

/** A clock whose limit for a print is short only for the one that a test has break off. */
function patientClock() {
  let isBreaking = false
  return {
    clock: {
      ...clock,
      after(ms: number, then: () => void) {
        const isShort = ms !== PRINT_WITHIN_MS || isBreaking
        if (ms === PRINT_WITHIN_MS) isBreaking = false
        return clock.after(isShort ? ms : PATIENCE_MS, then)
      },
    },
    expectBreak: () => void (isBreaking = true),
  }
}
const DOCUMENT = '收據 Recibo n.º|1\n-\nMOP 850.00|'

function setTrouble(twin: TwinControls, trouble: PrinterTrouble | undefined): void {
  twin.paper(trouble === 'paper-out' ? 'out' : 'full')
  twin.cover(trouble === 'cover-open' ? 'open' : 'closed')
  twin.cutter(trouble === 'cutter' ? 'stuck' : 'free')
  twin.fault(trouble === 'fault' ? 'there' : 'gone')
}

async function openOverTcp(confirmation: Confirmation, characters?: Characters) {
  const twin = await openPrinterTwin()
  const transport = { kind: 'tcp', host: '127.0.0.1', port: twin.port } as const
  const patient = patientClock()
  const printer = createEscPosPrinter({
    id: 'p',
    clock: patient.clock,
    transport,
    confirmation,
    printWithinMs: PRINT_WITHIN_MS,
    ...defined({ characters }),
  })
  const breakNext: typeof twin.breakNext = (how) => {
    patient.expectBreak()
    twin.breakNext(how)
  }
  return { twin: { ...twin, breakNext }, printer }
}

for (const [confirmation, characters] of [
  ['sensor', 'big5'],
  ['process-id', 'raster'],
] as const)
  describePrinter(`the ESC/POS driver over TCP, where ${confirmation} confirms ${characters}`, async () => {
    const { twin, printer } = await openOverTcp(confirmation, characters)
    return {
      printer,
      async setTrouble(trouble) {
        setTrouble(twin, trouble)
        await (trouble === 'offline' ? twin.unplug() : twin.replug())
      },
      breakNext(how) {
        twin.breakNext(how)
        return Promise.resolve()
      },
      paper(roll) {
        twin.paper(roll)
        return Promise.resolve()
      },
      cut: () => Promise.resolve(twin.papers().length),
      async close() {
        await printer.close()
        await twin.close()
      },
    }
  })

describePrinter('the ESC/POS driver over a device file', () => {
  const played = playDeviceFile()
  const patient = patientClock()
  const transport = fileTransport({ path: '/dev/usb/lp0', clock, openDevice: played.openDevice })
  const printer = createEscPosPrinter({
    id: 'p',
    clock: patient.clock,
    transport,
    printWithinMs: PRINT_WITHIN_MS,
  })
  return Promise.resolve({
    printer,
    setTrouble(trouble) {
      setTrouble(played, trouble)
      played.refuse(trouble === 'offline' ? 'ENOENT' : undefined)
      return Promise.resolve()
    },
    breakNext(how) {
      patient.expectBreak()
      played.breakNext(how)
      return Promise.resolve()
    },
    paper(roll) {
      played.paper(roll)
      return Promise.resolve()
    },
    cut: () => Promise.resolve(played.papers().length),
    close: () => printer.close(),
  })
})

let closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.map((close) => close()))
  closing = []
})

async function overTcp(confirmation: Confirmation = 'sensor'): Promise<{ twin: PrinterTwin; printer: EscPosPrinter }> {
  const opened = await openOverTcp(confirmation)
  closing.push(
    () => opened.printer.close(),
    () => opened.twin.close(),
  )
  return opened
}

const untilReady = (printer: EscPosPrinter) =>
  vi.waitFor(async () => expect(await printer.status()).toEqual({ ready: true, paperLow: false }), { timeout: 120_000 })

describe('the ESC/POS driver', () => {
  it("doesn't know of a paper of which the printer took half the bytes, and the rest never comes out", async () => {
    const { twin, printer } = await overTcp()
    await untilReady(printer)
    twin.breakNext('half')
    expect(await printer.print(DOCUMENT)).toEqual({ result: 'not-known' })
    await vi.waitFor(async () => expect(await printer.print(DOCUMENT)).toEqual({ result: 'printed' }))
    expect(twin.papers()).toHaveLength(1)
  })

  it('prints nothing on a printer that says nothing of itself, until it does', async () => {
    const { twin, printer } = await overTcp()
    twin.answers('nothing')
    expect(await printer.print(DOCUMENT)).toEqual({ result: 'trouble', trouble: 'offline' })
    expect(twin.papers()).toHaveLength(0)
    twin.answers('all')
    await untilReady(printer)
    expect(await printer.print(DOCUMENT)).toEqual({ result: 'printed' })
  })

  it('is lost while a printer sends garbage, and never takes it for an answer', async () => {
    const { twin, printer } = await overTcp()
    await untilReady(printer)
    twin.answers('garbage')
    expect(await printer.print(DOCUMENT)).toMatchObject({ result: 'trouble' })
    expect(printer.health()).toMatchObject({ state: 'lost', error: 'garbage' })
    twin.answers('all')
    await untilReady(printer)
  })

  it("doesn't know of a paper during which the printer turns mute", async () => {
    const { twin, printer } = await overTcp('process-id')
    await untilReady(printer)
    const printing = printer.print(DOCUMENT)
    twin.cover('open')
    twin.answers('nothing')
    expect(await printing).not.toEqual({ result: 'printed' })
    expect(twin.papers()).toHaveLength(0)
  })

  it('tells a roll that ends soon as its health, ready', async () => {
    const { twin, printer } = await overTcp()
    await untilReady(printer)
    twin.paper('low')
    await vi.waitFor(() => expect(printer.health()).toMatchObject({ state: 'ready', error: 'paper-low' }))
    twin.paper('full')
    await vi.waitFor(() => expect(printer.health().error).toBeUndefined())
  })

  it('prints papers that are asked for at once one after the other', async () => {
    const { twin, printer } = await overTcp('process-id')
    const answers = await Promise.all([DOCUMENT, DOCUMENT, DOCUMENT].map((markup) => printer.print(markup)))
    expect(answers).toEqual([{ result: 'printed' }, { result: 'printed' }, { result: 'printed' }])
    expect(twin.papers()).toHaveLength(3)
  })

  it('opens the drawer, and says so only where the printer is there', async () => {
    const { twin, printer } = await overTcp()
    expect(await printer.kickDrawer()).toBe(true)
    await vi.waitFor(() => expect(twin.kicks()).toBe(1))
    await twin.unplug()
    expect(await printer.kickDrawer()).toBe(false)
  })

  it.each(['EACCES', 'EBUSY', 'ENOENT'])('names why a device file is refused: %s', async (code) => {
    const played = playDeviceFile()
    played.refuse(code)
    const transport = fileTransport({ path: '/dev/usb/lp0', clock, openDevice: played.openDevice })
    const printer = createEscPosPrinter({ id: 'p', clock, transport })
    closing.push(() => printer.close())
    expect(await printer.status()).toEqual({ ready: false, trouble: 'offline' })
    expect(printer.health()).toMatchObject({
      state: 'lost',
      error: { EACCES: 'permission-denied', EBUSY: 'in-use', ENOENT: 'offline' }[code],
    })
  })

  it('never writes over a file that is named as its device', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'balcao-printer-'))
    closing.push(() => rm(folder, { recursive: true }))
    const path = join(folder, 'takings.txt')
    await writeFile(path, 'kept')
    const printer = createEscPosPrinter({ id: 'p', clock, transport: { kind: 'file', path } })
    closing.push(() => printer.close())
    expect(await printer.status()).toEqual({ ready: false, trouble: 'offline' })
    expect(printer.health()).toMatchObject({ state: 'lost', error: 'offline' })
    expect(await readFile(path, 'utf8')).toBe('kept')
  })

  it('is offline where there is no such device file', async () => {
    const transport = { kind: 'file', path: join(tmpdir(), 'no-such-printer') } as const
    const printer = createEscPosPrinter({ id: 'p', clock, transport })
    closing.push(() => printer.close())
    expect(await printer.status()).toEqual({ ready: false, trouble: 'offline' })
  })
})

const WELL = [0x12, 0x12, 0x12, 0x12]

/** A printer that says how it is, and whose other answers a test gives by hand, in a time that it lets pass. */
function byHand(options: { confirmation?: Confirmation; characters?: Characters; pictures?: Pictures } = {}) {
  const manual = createManualClock()
  const sent: Uint8Array[] = []
  let tries = 0
  let opens = true
  let status = WELL
  let listener: LineListener | undefined
  const transport: PrinterTransport = {
    open(heard) {
      tries += 1
      listener = heard
      queueMicrotask(() => (opens ? heard.onOpen() : heard.onLost('unreachable')))
      return {
        write(bytes) {
          if (Buffer.from(bytes).equals(ASK_STATUS)) queueMicrotask(() => heard.onBytes(Uint8Array.from(status)))
          else sent.push(bytes)
          return Promise.resolve(true)
        },
        close: () => undefined,
      }
    },
  }
  const printer = createEscPosPrinter({ id: 'p', clock: manual.clock, transport, ...options })
  const say = async (...bytes: number[]) => {
    await manual.pass(0)
    listener?.onBytes(Uint8Array.from(bytes))
    await manual.pass(0)
  }
  return {
    printer,
    manual,
    sent,
    say,
    tries: () => tries,
    opens: (does: boolean) => void (opens = does),
    is: (...bytes: number[]) => void (status = bytes),
    lose: () => listener?.onLost('connection-lost'),
    /** Prints a document; `ended` is its answer, once there is one. */
    print() {
      const printing: { ended?: PrintAnswer } = {}
      void printer.print(DOCUMENT).then((answer) => (printing.ended = answer))
      return printing
    },
    async ready() {
      await say(0)
      await manual.pass(200)
    },
  }
}

/** Draws papers, or can't for as long as `fails`. */
function playPictures() {
  const played = { fails: false, prepared: 0 }
  const pictures: Pictures = {
    prepare() {
      played.prepared += 1
      return Promise.resolve(!played.fails)
    },
    draw: () => Promise.resolve(played.fails ? undefined : Uint8Array.of(0x1b, 0x40)),
    close: () => Promise.resolve(),
  }
  return { played, pictures }
}

describe('a printer whose papers are drawn elsewhere', () => {
  it('has a fault when drawing a paper breaks', async () => {
    const { pictures } = playPictures()
    const broken = { ...pictures, draw: () => Promise.reject(new Error('no picture')) }
    const { printer, ready } = byHand({ pictures: broken })
    await ready()
    expect(await printer.print(DOCUMENT)).toEqual({ result: 'trouble', trouble: 'fault' })
  })

  it('has papers drawn from when its state is asked', async () => {
    const { played, pictures } = playPictures()
    const { printer, ready } = byHand({ pictures })
    await ready()
    expect(played.prepared).toBe(0)
    expect(await printer.status()).toEqual({ ready: true, paperLow: false })
    expect(played.prepared).toBe(1)
  })

  it('has a fault when a paper cannot be drawn, and is well again once one can', async () => {
    const { played, pictures } = playPictures()
    const { printer, ready, sent, manual } = byHand({ pictures })
    await ready()
    played.fails = true
    const before = sent.length
    expect(await printer.print(DOCUMENT)).toEqual({ result: 'trouble', trouble: 'fault' })
    expect(sent.length).toBe(before)
    expect(printer.health()).toMatchObject({ state: 'failed', error: 'picture-failed' })
    expect(await printer.status()).toEqual({ ready: false, trouble: 'fault' })
    await manual.pass(10_000)
    expect(printer.health().state).toBe('failed')
    played.fails = false
    await manual.pass(10_000)
    expect(printer.health()).toMatchObject({ state: 'ready' })
    expect(await printer.status()).toEqual({ ready: true, paperLow: false })
  })

  it('draws nothing, and needs nobody who does, when it has Chinese itself', async () => {
    const { played, pictures } = playPictures()
    played.fails = true
    const { printer, ready, print, say } = byHand({ pictures, characters: 'big5' })
    await ready()
    const printing = print()
    await say(0)
    await vi.waitFor(() => expect(printing.ended).toEqual({ result: 'printed' }))
    expect([played.prepared, printer.health().state]).toEqual([0, 'ready'])
  })
})

describe('the ESC/POS driver, step by step', () => {
  it('tries a lost printer again after 250 ms, doubling to 10 s, for ever', async () => {
    const { manual, tries, opens, printer } = byHand()
    opens(false)
    await manual.pass(0)
    const gaps: number[] = []
    let last = 0
    for (let ms = 50; ms <= 60_000; ms += 50) {
      const before = tries()
      await manual.pass(50)
      if (tries() === before) continue
      gaps.push(ms - last)
      last = ms
    }
    expect(gaps).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000, 10_000])
    await printer.close()
    expect(manual.timers()).toBe(0)
  })

  it('opens the drawer after a short paper, and never after one that takes too long', async () => {
    const { manual, ready, print, say, printer, sent } = byHand()
    const kicks = () => sent.filter((bytes) => bytes[0] === 0x1b && bytes[1] === 0x70).length
    await ready()
    print()
    await manual.pass(0)
    const opened = printer.kickDrawer()
    await manual.pass(3_000)
    expect(kicks()).toBe(0)
    await say(0)
    await manual.pass(500)
    expect([await opened, kicks()]).toEqual([true, 1])
    const printing = print()
    await manual.pass(0)
    const late = printer.kickDrawer()
    await manual.pass(5_000)
    expect(await late).toBe(false)
    await say(0)
    await manual.pass(60_000)
    expect([printing.ended, kicks()]).toEqual([{ result: 'printed' }, 1])
  })

  it('waits 20 s for the word that a paper came out, and then knows nothing of it', async () => {
    const { manual, ready, print } = byHand()
    await ready()
    const printing = print()
    await manual.pass(19_900)
    expect(printing).toEqual({})
    await manual.pass(1_000)
    expect(printing).toEqual({ ended: { result: 'not-known' } })
  })

  it("takes an answer of before a paper for none of the paper's", async () => {
    const { manual, say, print } = byHand()
    // The printer first answers what an earlier paper asked, and then what this line asks.
    await say(0)
    await manual.pass(150)
    const printing = print()
    await say(0)
    await manual.pass(1_000)
    expect(printing).toEqual({})
    await say(0)
    expect(printing).toEqual({ ended: { result: 'printed' } })
  })

  it("isn't told of a paper by another paper's number", async () => {
    const { manual, sent, say, print } = byHand({ confirmation: 'process-id' })
    const lastNumber = () => [...(sent.at(-1) ?? []).slice(-4)]
    await manual.pass(0)
    await say(0x37, 0x22, ...lastNumber(), 0)
    const earlier = lastNumber()
    const printing = print()
    await say(0x37, 0x22, ...earlier, 0, 0, 0, 0)
    await manual.pass(500)
    expect(printing).toEqual({})
    await say(0x37, 0x22, ...lastNumber(), 0)
    expect(printing).toEqual({ ended: { result: 'printed' } })
  })

  it.each([
    ['paper-out', [0x0c], WELL],
    ['cover-open', [0], [0x1a, 0x16, 0x12, 0x12]],
    ['cutter', [0], [0x1a, 0x52, 0x1a, 0x12]],
  ])('counts no paper as printed that is confirmed with a trouble: %s', async (trouble, sensor, status) => {
    const { say, ready, print, is, manual } = byHand()
    await ready()
    const printing = print()
    await manual.pass(100)
    is(...status)
    await say(...sensor)
    await manual.pass(500)
    expect(printing).toEqual({ ended: { result: 'trouble', trouble } })
  })

  it('knows nothing of a paper, whatever bytes come, where none of them is its number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(255), { minLength: 1, maxLength: 100 }), async (bytes) => {
        const { sent, say, print, manual } = byHand({ confirmation: 'process-id' })
        await manual.pass(0)
        await say(0x37, 0x22, ...(sent.at(-1) ?? []).slice(-4), 0)
        const printing = print()
        await say(...bytes)
        await manual.pass(30_000)
        expect(printing.ended?.result).toMatch(/^(trouble|not-known)$/)
      }),
      { numRuns: 100 },
    )
  })

  it("doesn't know of a paper during which the line was lost, and does nothing more once it is closed", async () => {
    const { manual, lose, ready, print, printer } = byHand()
    await ready()
    const printing = print()
    await manual.pass(100)
    lose()
    await manual.pass(500)
    expect(printing).toEqual({ ended: { result: 'not-known' } })
    await printer.close()
    await manual.pass(60_000)
    expect(manual.timers()).toBe(0)
  })
})
