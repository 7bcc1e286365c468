import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DeviceState } from '../ports.ts'
import type { Printer, PrinterTrouble } from './port.ts'

/**
 * What the conformance tests need of a printer: the driver, faults of the machine on demand, and how many papers were
 * cut.
 */
export interface PrinterUnderTest {
  printer: Printer
  /** What is wrong with the machine from now on; undefined: nothing. */
  setTrouble(trouble: PrinterTrouble | undefined): Promise<void>
  /**
   * The next document breaks off half-way with this trouble, which then lasts; or it is cut, and the printer is silent
   * about it.
   */
  breakNext(how: PrinterTrouble | 'silent'): Promise<void>
  paper(roll: 'full' | 'low'): Promise<void>
  cut(): Promise<number>
  close(): Promise<void>
}

const DOCUMENT = '收據 Recibo n.º|1\n-\nMOP 850.00|'
const TROUBLES = ['paper-out', 'cover-open', 'cutter', 'fault', 'offline'] as const satisfies readonly PrinterTrouble[]
/** A printer that doesn't answer is lost; one that answers and can't print has failed. */
const STATES: Readonly<Record<PrinterTrouble, DeviceState>> = {
  'paper-out': 'failed',
  'cover-open': 'failed',
  cutter: 'failed',
  fault: 'failed',
  offline: 'lost',
}

/**
 * The conformance tests of every receipt printer, real or virtual (hardware.md). `open` is called once a test and gives
 * one with nothing wrong.
 */
export function describePrinter(name: string, open: () => Promise<PrinterUnderTest>): void {
  describe(name, () => {
    let under: PrinterUnderTest | undefined

    afterEach(async () => {
      await under?.close()
      under = undefined
    })

    async function opened() {
      const each = await open()
      under = each
      return each
    }

    it('prints and cuts, and reports it', async () => {
      const { printer, cut } = await opened()
      expect(await printer.status()).toEqual({ ready: true, paperLow: false })
      expect(await printer.print(DOCUMENT)).toEqual({ result: 'printed' })
      expect(await printer.print(DOCUMENT)).toEqual({ result: 'printed' })
      expect(await cut()).toBe(2)
    })

    it('reports that the paper is low, and still prints', async () => {
      const { printer, paper, cut } = await opened()
      await paper('low')
      await vi.waitFor(async () => expect(await printer.status()).toEqual({ ready: true, paperLow: true }))
      expect(printer.health()).toMatchObject({ state: 'ready', error: 'paper-low' })
      expect(await printer.print(DOCUMENT)).toEqual({ result: 'printed' })
      expect(await cut()).toBe(1)
      await paper('full')
      await vi.waitFor(async () => expect(await printer.status()).toEqual({ ready: true, paperLow: false }))
    })

    it.each(TROUBLES)('reports its trouble, prints nothing, and recovers once that is mended: %s', async (trouble) => {
      const { printer, setTrouble, cut } = await opened()
      const states: DeviceState[] = []
      printer.onHealth(({ state }) => states.push(state))
      await setTrouble(trouble)
      await vi.waitFor(async () => expect(await printer.status()).toEqual({ ready: false, trouble }))
      expect(await printer.print(DOCUMENT)).toEqual({ result: 'trouble', trouble })
      expect(printer.health()).toMatchObject({ kind: 'printer', state: STATES[trouble], error: trouble })
      expect(await cut()).toBe(0)
      await setTrouble(undefined)
      await vi.waitFor(async () => expect(await printer.status()).toEqual({ ready: true, paperLow: false }))
      expect(await printer.print(DOCUMENT)).toEqual({ result: 'printed' })
      expect(printer.health().error).toBeUndefined()
      expect(states.at(0)).toBe(STATES[trouble])
      expect(states.at(-1)).toBe('ready')
    })

    it.each(TROUBLES)("doesn't report a paper as printed that broke off: %s", async (trouble) => {
      const { printer, breakNext, setTrouble, cut } = await opened()
      await breakNext(trouble)
      // A printer that is lost half-way has told nothing of the paper.
      const answer = trouble === 'offline' ? { result: 'not-known' } : { result: 'trouble', trouble }
      expect(await printer.print(DOCUMENT)).toEqual(answer)
      expect(await cut()).toBe(0)
      await setTrouble(undefined)
      await vi.waitFor(async () => expect(await printer.print(DOCUMENT)).toEqual({ result: 'printed' }))
      expect(await cut()).toBe(1)
    })

    it("doesn't know of a paper about which the printer is silent, and prints the next", async () => {
      const { printer, breakNext, cut } = await opened()
      await breakNext('silent')
      expect(await printer.print(DOCUMENT)).toEqual({ result: 'not-known' })
      await vi.waitFor(async () => expect(await printer.print(DOCUMENT)).toEqual({ result: 'printed' }))
      expect(await cut()).toBe(2)
    })

    it('tells its health to no listener that stopped, and to none once it is closed', async () => {
      const { printer, setTrouble } = await opened()
      const [heard, stopped] = [vi.fn(), vi.fn()]
      printer.onHealth(heard)
      printer.onHealth(stopped)()
      await setTrouble('cover-open')
      await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1))
      await printer.close()
      await setTrouble(undefined)
      expect(heard).toHaveBeenCalledTimes(1)
      expect(stopped).not.toHaveBeenCalled()
    })
  })
}
