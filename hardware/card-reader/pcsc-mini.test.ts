import { randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ReadersFault } from '../driver-host/card-messages.ts'
import type { HostedReader } from '../driver-host/hosted-readers.ts'
import { piecesInMemory, piecesOf } from '../fingerprint/memory-search.fixture.ts'
import { launchDrivers, type Drivers } from '../driver-host/launch.ts'
import { processClock as clock } from '../process-clock.ts'
import type { Random } from '../ports.ts'
import { describeCardReader } from './card-reader.conformance.ts'
import { FINGER, PERSON, sampleCard, templateOf } from './cards.fixture.ts'
import { openFault, pcscFault, readerFault, serviceFault } from './pcsc-mini.ts'
import { createPcscd, missingForPcsc, VIRTUAL_PCD, type Pcscd } from './pcscd.fixture.ts'

const SCRIPT = fileURLToPath(new URL('../driver-host/card-host.fixture.ts', import.meta.url))
const random: Random = { bytes: (length) => Uint8Array.from(randomBytes(length)) }
/** The long tests install what they need; the others run where it is. */
const missing = missingForPcsc(process.env['BALCAO_FULL'] === '1')

describe('what the loader and PC/SC say', () => {
  const saying = (code: string) => Object.assign(new Error('Async task error'), { code })

  it('names the shared library that is missing', () => {
    const said = [
      'Required addon dependency not found (@pcsc-mini/linux-x86_64-gnu):',
      'Error: libpcsclite.so.1: cannot open shared object file: No such file or directory',
    ].join(' ')
    expect(pcscFault(new Error(said))).toEqual({ code: 'library-missing', library: 'libpcsclite.so.1' })
    expect(pcscFault(new Error("Cannot find package 'pcsc-mini'"))).toEqual({ code: 'driver-missing' })
  })

  it('tells why a service or a card cannot be used', () => {
    expect(serviceFault(saying('NoService'))).toBe('service-missing')
    expect(serviceFault(saying('SecurityViolation'))).toBe('permission-denied')
    expect(openFault(saying('NoSmartCard'))).toBe('no-card')
    expect(openFault(saying('UnpoweredCard'))).toBe('mute')
    expect(openFault(saying('SharingViolation'))).toBe('in-use')
    expect(openFault(new Error('anything'))).toBe('not-answering')
    expect(
      ['UnknownReader', 'NoService', 'AccessDenied', 'SharingViolation', 'CommError'].map((code) =>
        readerFault(saying(code)),
      ),
    ).toEqual(['unplugged', 'service-missing', 'permission-denied', 'in-use', 'not-answering'])
  })
})

describe.runIf(missing === undefined)(
  `over pcscd and vpcd${missing === undefined ? '' : ` (missing: ${missing})`}`,
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'balcao-finger-'))
    const fingerFile = path.join(folder, 'finger')
    let pcscd: Pcscd
    let drivers: Drivers
    let reader: HostedReader | undefined
    const faults: (ReadersFault | undefined)[] = []

    function lay(finger: number | undefined): void {
      if (finger === undefined) rmSync(fingerFile, { force: true })
      else writeFileSync(fingerFile, String(finger))
    }

    async function readyReader(): Promise<HostedReader> {
      return vi.waitFor(() => {
        if (reader?.health().state !== 'ready') throw new Error('the reader is not ready')
        return reader
      })
    }

    const insertionOf = (each: HostedReader) =>
      vi.waitFor(() => {
        const slot = each.slot()
        if (slot.holds !== 'card') throw new Error(`it holds ${slot.holds}`)
        return slot.insertion
      })

    async function takeOut(each: HostedReader): Promise<void> {
      pcscd.remove()
      await vi.waitFor(() => expect(each.slot()).toEqual({ holds: 'nothing' }))
    }

    beforeAll(async () => {
      process.env['BALCAO_FINGER'] = fingerFile
      pcscd = await createPcscd()
      drivers = launchDrivers({
        program: { node: process.execPath, script: SCRIPT },
        use: [],
        clock,
        onScanner: () => undefined,
        onFault: () => undefined,
        cards: {
          use: [VIRTUAL_PCD],
          random,
          onFault: (fault) => faults.push(fault),
          onReader(each) {
            // vpcd's second slot is a reader too, and isn't used.
            if (each.name === VIRTUAL_PCD) reader = each
          },
        },
      })
    })

    afterAll(async () => {
      await drivers.close()
      await pcscd.close()
      delete process.env['BALCAO_FINGER']
      rmSync(folder, { recursive: true, force: true })
    })

    it('says that the service is missing, and finds the reader by itself once it runs', async () => {
      await vi.waitFor(() => expect(faults).toEqual([{ code: 'service-missing' }]))
      await pcscd.start()
      await readyReader()
      expect(faults).toEqual([{ code: 'service-missing' }, undefined])
    })

    describeCardReader('a reader of PC/SC, in the process of the drivers', async () => {
      lay(undefined)
      const each = await readyReader()
      return {
        // It is the same reader in each test, and isn't closed.
        reader: { ...each, close: () => Promise.resolve() },
        insert: (card) => pcscd.insert(card),
        remove: async () => pcscd.remove(),
        pullDuring: async (ins) => pcscd.pullDuring(ins),
        lay: async (finger) => lay(finger),
        unplug: () => pcscd.stop(),
        replug: () => pcscd.start(),
        close: () => takeOut(each),
      }
    })

    it('leaves no piece of a template in the process that had it', async () => {
      const each = await readyReader()
      const finger = randomInt(1_000, 1_000_000_000)
      lay(finger)
      await pcscd.insert(sampleCard().card)
      const insertion = await insertionOf(each)
      expect(await each.matchFinger(insertion)).toEqual({ ok: true, isMatch: false, triesLeft: 2 })
      const { found, lookedAt } = await piecesInMemory(drivers.pid() ?? 0, piecesOf(templateOf(finger)))
      expect(found).toBe(0)
      expect(lookedAt).toBeGreaterThan(20_000_000)
      await takeOut(each)
    })

    it('comes back after its service was killed in the middle of a match', async () => {
      const each = await readyReader()
      lay(FINGER)
      await pcscd.insert(sampleCard().card)
      const insertion = await insertionOf(each)
      await pcscd.stop('SIGKILL')
      expect(await each.matchFinger(insertion)).toEqual({ ok: false, code: 'removed' })
      await vi.waitFor(() => expect(each.health()).toMatchObject({ state: 'lost', error: 'service-missing' }))
      pcscd.remove()
      await pcscd.start()
      await readyReader()
      await pcscd.insert(sampleCard().card)
      expect(await each.matchFinger(await insertionOf(each))).toEqual({ ok: true, isMatch: true })
      await takeOut(each)
    })

    it('fails while the process of the drivers is away, and finds the same card again as another insertion', async () => {
      const each = await readyReader()
      await pcscd.insert(sampleCard().card)
      const before = await insertionOf(each)
      const pid = drivers.pid()
      if (pid === undefined) throw new Error('no process')
      process.kill(pid, 'SIGSEGV')
      await vi.waitFor(() => expect(each.health()).toMatchObject({ state: 'failed', error: 'driver-stopped' }))
      expect(each.slot()).toEqual({ holds: 'nothing' })
      expect(await each.check()).toBe('driver-stopped')
      await readyReader()
      const after = await insertionOf(each)
      expect(after).not.toBe(before)
      expect(await each.read(before, 'person')).toEqual({ ok: false, code: 'removed' })
      expect(await each.read(after, 'person')).toEqual({ ok: true, bytes: PERSON })
      await takeOut(each)
    })
  },
)
