import { describe, expect, it } from 'vitest'
import type { Clock } from '../ports.ts'
import { describePrinter } from './printer.conformance.ts'
import { wordsOn } from './paper.fixture.ts'
import { createVirtualPrinter } from './virtual.ts'

const clock: Clock = { now: () => 1_000, monotonic: () => 0, after: () => () => undefined }

describePrinter("the printer's twin", () => {
  const printer = createVirtualPrinter({ id: 'twin', clock })
  return Promise.resolve({
    printer,
    setTrouble(trouble) {
      printer.paper(trouble === 'paper-out' ? 'out' : 'full')
      printer.cover(trouble === 'cover-open' ? 'open' : 'closed')
      printer.cutter(trouble === 'cutter' ? 'stuck' : 'free')
      printer.fault(trouble === 'fault' ? 'there' : 'gone')
      if (trouble === 'offline') printer.unplug()
      else printer.replug()
      return Promise.resolve()
    },
    breakNext(trouble) {
      printer.breakNext(trouble)
      return Promise.resolve()
    },
    paper(roll) {
      printer.paper(roll)
      return Promise.resolve()
    },
    cut: () => Promise.resolve(printer.printed().length),
    close: () => printer.close(),
  })
})

describe('a virtual printer', () => {
  it('reports its id, kind and state', () => {
    expect(createVirtualPrinter({ id: 'twin', clock }).health()).toEqual({
      id: 'twin',
      kind: 'printer',
      virtual: true,
      state: 'ready',
      since: 1_000,
    })
  })

  it("keeps each paper as a picture and as a real printer's bytes", async () => {
    const printer = createVirtualPrinter({ id: 'twin', clock })
    await printer.print('|收據')
    const [paper] = printer.printed()
    expect(wordsOn(paper?.svg ?? '')).toEqual(['收據'])
    expect(Buffer.from(paper?.escpos ?? []).toString('latin1')).toContain('\xa6\xac\xbe\xda')
  })

  it('keeps the last fifty papers', async () => {
    const printer = createVirtualPrinter({ id: 'twin', clock })
    for (let sheet = 1; sheet <= 60; sheet++) await printer.print(`|${String(sheet)}`)
    const kept = printer.printed().map(({ svg }) => wordsOn(svg)[0])
    expect(kept).toHaveLength(50)
    expect(kept.at(-1)).toBe('60')
  })

  it('reports the open cover before the missing paper', async () => {
    const printer = createVirtualPrinter({ id: 'twin', clock })
    printer.paper('out')
    printer.cover('open')
    expect(await printer.status()).toEqual({ ready: false, trouble: 'cover-open' })
    printer.cover('closed')
    expect(await printer.status()).toEqual({ ready: false, trouble: 'paper-out' })
  })
})
