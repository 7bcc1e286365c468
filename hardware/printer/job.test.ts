import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCommand } from './commands.ts'
import { jobOf } from './job.ts'
import { renderEscPos } from './paper.ts'

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const raster = (...dots: number[]) => Uint8Array.of(0x1d, 0x76, 0x30, 0, dots.length, 0, 1, 0, ...dots)

describe("a document's bytes on the way to the printer", () => {
  it("say nothing of the status, which is the driver's, and are the same else", () => {
    const document = latin1(renderEscPos('收據|"MOP 850.00"\n-\n氹仔\n{code:MER1\\x3aABC;option:qrcode,5,m}'))
    expect(document).toContain('\x1da\x00')
    expect(document).toMatch(/\x1dr1$/u)
    expect(latin1(jobOf(renderEscPos('|a')))).toBe(latin1(renderEscPos('|a')).replace('\x1da\x00', '').slice(0, -3))
    expect(latin1(jobOf(Buffer.from(document, 'latin1')))).toBe(document.replace('\x1da\x00', '').slice(0, -3))
  })

  it('hold no real-time command in a picture, and lose no dot of it', () => {
    expect([...jobOf(raster(0x10, 0x04, 0x10, 0x14, 0x10, 0x05, 0x10))]).toEqual([
      ...raster(0x18, 0x04, 0x18, 0x14, 0x18, 0x05, 0x10),
    ])
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0), { minLength: 1, maxLength: 40 }), (dots) => {
        const sent = jobOf(raster(...dots))
        expect(latin1(sent.subarray(8))).not.toMatch(/\x10[\x04\x05\x14]/u)
        dots.forEach((dot, index) => expect((sent[8 + index] ?? 0) & dot).toBe(dot))
      }),
    )
  })

  it('are told apart into commands whatever they are, each at least a byte long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        let at = 0
        for (let read = readCommand(bytes, at); read; read = readCommand(bytes, at)) {
          expect(read.length).toBeGreaterThan(0)
          at += read.length
        }
        expect(at).toBeLessThanOrEqual(bytes.length)
      }),
      { numRuns: 500 },
    )
  })
})
