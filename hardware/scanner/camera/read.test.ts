import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { create } from 'qrcode'
import { describe, expect, it } from 'vitest'
import { prepareZXingModule, writeBarcode, type WriteInputBarcodeFormat } from 'zxing-wasm/writer'
import { othersData } from '../../../build/fixtures/others-data.ts'
import { HARD, hardFrame } from './hard-frame.fixture.ts'
import { middleOf, sharpened, type Luminance } from './luminance.ts'
import { FRAME_PREPROCESSING } from './preprocessing.ts'
import { lookAgain, readCodes, readFrame, readPicture, readView } from './read.ts'
import { decodePng } from './png.ts'
import { SAMPLE_JPEG } from './jpeg.fixture.ts'
import { samplePng } from './png.fixture.ts'
import { bent } from './warp.ts'

const root = path.join(import.meta.dirname, '..', '..', '..')

function pngOf({ width, height, data }: Luminance): Uint8Array {
  return samplePng(width, height, { colour: 0, depth: 8 }, (x, y) => [data[y * width + x] ?? 0])
}

function frameOf(width: number, height: number, shadeAt: (x: number, y: number) => number): Luminance {
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => shadeAt(i % width, Math.floor(i / width))),
  }
}

/** A code in the middle of a grey frame. */
function codeFrame(content: string | Uint8Array, width = 640, height = 480, module = 5): Luminance {
  const { size, data } = create(typeof content === 'string' ? content : [{ data: content, mode: 'byte' }], {
    errorCorrectionLevel: 'M',
  }).modules
  return frameOf(width, height, (x, y) => {
    const column = Math.floor((x - width / 2) / module + size / 2)
    const row = Math.floor((y - height / 2) / module + size / 2)
    if (column < -4 || row < -4 || column >= size + 4 || row >= size + 4) return 150
    return column >= 0 && row >= 0 && column < size && row < size && data[row * size + column] ? 30 : 230
  })
}

/** What a second look finds in each way. */
async function inEachWay(frame: Luminance) {
  const found = []
  for (let way = 0; way < FRAME_PREPROCESSING.length; way++) found.push(await lookAgain(frame, way))
  return found
}

/** Pseudo-random numbers that are the same in every run. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

async function drawn(format: WriteInputBarcodeFormat, text: string): Promise<Uint8Array> {
  prepareZXingModule({
    overrides: {
      wasmBinary: new Uint8Array(readFileSync(path.join(root, 'node_modules/zxing-wasm/dist/writer/zxing_writer.wasm')))
        .buffer,
    },
  })
  const { image } = await writeBarcode(text, { format, scale: 4 })
  return new Uint8Array(await image!.arrayBuffer())
}

describe('a picture', () => {
  it.each([
    ['QRCode', 'MEB1:1234567897', ']Q1'],
    ['AztecCode', 'MEB1:1234567897', ']z0'],
    ['PDF417', 'MEB1:1234567897 and some more', ']L2'],
    ['Code128', 'MEB1-1234567897', ']C0'],
    ['EAN13', '4006381333931', ']E0'],
    ['EAN8', '96385074', ']E4'],
  ] as const)('is read with its symbology when it holds %s', async (format, text, symbology) => {
    expect(await readCodes(await drawn(format, text))).toEqual([
      { bytes: new TextEncoder().encode(text), text, symbology },
    ])
  })

  it("keeps a code's bytes unchanged when they are Chinese or binary", async () => {
    const binary = Uint8Array.from({ length: 256 }, (_, i) => i)
    for (const content of [new TextEncoder().encode('澳門特別行政區'), binary]) {
      const codes = await readCodes(pngOf(codeFrame(content)))
      expect(codes.map(({ bytes }) => Array.from(bytes))).toEqual([Array.from(content)])
    }
    expect((await readCodes(pngOf(codeFrame('澳門特別行政區'))))[0]?.text).toBe('澳門特別行政區')
  })

  it('is read when it is a JPEG', async () => {
    expect((await readCodes(SAMPLE_JPEG)).map(({ text }) => text)).toEqual(['MEB1:1234567897'])
  })

  it('gives both codes when it holds two', async () => {
    const [left, right] = [codeFrame('first', 300, 300), codeFrame('second', 300, 300)]
    const both = frameOf(600, 300, (x, y) => (x < 300 ? left.data[y * 300 + x] : right.data[y * 300 + x - 300]) ?? 0)
    expect((await readCodes(pngOf(both))).map(({ text }) => text).sort()).toEqual(['first', 'second'])
  })

  it('has no code when it is no picture, is cut off or is too large', async () => {
    const whole = pngOf(codeFrame('MEB1:1234567897'))
    const bomb = whole.slice()
    new DataView(bomb.buffer).setUint32(16, 100_000)
    new DataView(bomb.buffer).setUint32(20, 100_000)
    const cases = [
      new Uint8Array(),
      new TextEncoder().encode('no picture'),
      whole.subarray(0, whole.length / 2),
      bomb,
      SAMPLE_JPEG.subarray(0, 100),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xff),
    ]
    for (const file of cases) {
      expect(await readPicture(file)).toEqual({ ok: false, refusal: 'image-unreadable' })
      expect(await readCodes(file)).toEqual([])
    }
  })

  it('makes no reader throw when it has random bytes', async () => {
    const signatures = [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], [0xff, 0xd8, 0xff], []]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...signatures), fc.uint8Array({ maxLength: 300 }), async (signature, rest) => {
        expect(await readCodes(Uint8Array.of(...signature, ...rest))).toEqual([])
      }),
      { numRuns: 300 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 200, max: SAMPLE_JPEG.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        async (at, value) => {
          expect(Array.isArray(await readCodes(SAMPLE_JPEG.map((byte, i) => (i === at ? value : byte))))).toBe(true)
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('a frame', () => {
  it('is read once preprocessed when the plain picture shows nothing', async () => {
    const frame = bent(codeFrame('https://www.gov.mo/pt/servicos/'.repeat(3)), 0, -0.15)
    expect(await readFrame(frame, { everything: true })).toEqual([])
    expect((await readCodes(pngOf(frame))).map(({ text }) => text)).toEqual([
      'https://www.gov.mo/pt/servicos/'.repeat(3),
    ])
  })

  it.each(Object.entries(HARD))('that is %s is read at a second look, and not at the first', async (_how, seen) => {
    const frame = hardFrame('MEB1:1234567897', seen)
    expect(await readFrame(frame, { everything: false })).toEqual([])
    const found = await inEachWay(frame)
    expect(new Set(found.flat().map(({ text }) => text))).toEqual(new Set(['MEB1:1234567897']))
  })

  it('of Full HD that is faint is read in its middle by the ways that enlarge it', async () => {
    const frame = hardFrame('MEB1:1234567897', { ...HARD.faint, width: 1920, height: 1080 })
    const enlarging = FRAME_PREPROCESSING.flatMap(({ most }, way) => (most < 1920 * 1080 ? [way] : []))
    const found = await inEachWay(frame)
    expect(enlarging.filter((way) => found[way]?.length === 1).length).toBeGreaterThanOrEqual(3)
    expect(middleOf(frame, 1_000_000)).toMatchObject({ width: 1333, height: 750 })
  })

  it('is read when it is turned, mirrored, dark or inverted', async () => {
    const flat = codeFrame('MEB1:1234567897', 300, 300)
    const at = (x: number, y: number) => flat.data[y * 300 + x] ?? 0
    const frames = [
      frameOf(300, 300, (x, y) => at(y, 299 - x)),
      frameOf(300, 300, (x, y) => at(299 - x, 299 - y)),
      frameOf(300, 300, (x, y) => at(299 - y, x)),
      frameOf(300, 300, (x, y) => at(x, y) / 8),
      frameOf(300, 300, (x, y) => 255 - at(x, y)),
      frameOf(300, 300, (x, y) => at(299 - x, y)),
    ]
    for (const frame of frames)
      expect((await readFrame(frame, { everything: false })).map(({ text }) => text)).toEqual(['MEB1:1234567897'])
  })

  it("is read the same from shades of grey and from a canvas's pixels", async () => {
    const shades = codeFrame('MEB1:1234567897')
    const data = Uint8ClampedArray.from({ length: shades.data.length * 4 }, (_, i) =>
      i % 4 === 3 ? 255 : (shades.data[i >> 2] ?? 0),
    )
    expect(await readFrame({ width: 640, height: 480, data }, { everything: false })).toEqual(
      await readFrame(shades, { everything: false }),
    )
  })

  it('has no code when it shows noise, blocks, bars, lines of writing or a shadow', async () => {
    const next = chance(7)
    const cells = Array.from({ length: 60_000 }, () => (next() < 0.5 ? 20 : 230))
    const bars = Array.from({ length: 640 }, () => 0)
    for (let x = 0, ink = 20; x < 640; ink = 250 - ink)
      for (let end = x + 2 + Math.floor(next() * 4) * 2; x < Math.min(640, end); x++) bars[x] = ink
    const frames = [
      frameOf(640, 480, () => next() * 256),
      ...[3, 5, 9].map((side) =>
        frameOf(640, 480, (x, y) => cells[Math.floor(x / side) + Math.floor(y / side) * 214] ?? 0),
      ),
      frameOf(640, 480, (x) => bars[x] ?? 0),
      frameOf(640, 480, (x, y) => (y % 20 < 12 ? (cells[Math.floor(x / 3) + Math.floor(y / 3) * 214] ?? 0) : 240)),
      sharpened(
        frameOf(640, 480, (x, y) => 128 + 90 * Math.sin(x / 40) * Math.cos(y / 30)),
        2,
        1,
      ),
    ]
    for (const frame of frames) expect(await readCodes(pngOf(frame))).toEqual([])
  })
})

/** Every file under `folder` whose path matches. */
function filesUnder(folder: string, matching: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => matching.test(name))
    .sort()
    .map((name) => path.join(folder, name))
}

const photos = othersData('qr-photos')
if (photos !== null)
  describe('photographs that others made', () => {
    it('are read correctly, at least 52 of 55', async () => {
      const files = filesUnder(photos, /\.(png|jpe?g)$/)
      const missed: string[] = []
      for (const file of files) {
        const [code] = await readCodes(readFileSync(file))
        const beside = file.replace(/\.\w+$/, '')
        const right = existsSync(`${beside}.bin`)
          ? code && Buffer.from(code.bytes).equals(readFileSync(`${beside}.bin`))
          : code?.text === readFileSync(`${beside}.txt`, 'utf8')
        if (!right) missed.push(path.relative(photos, file))
      }
      console.log(
        `photographs read: ${files.length - missed.length} of ${files.length}; missed: ${missed.join(', ') || 'none'}`,
      )
      expect(files.length - missed.length).toBeGreaterThanOrEqual(Math.ceil((files.length * 52) / 55))
    })
  })

if (photos !== null)
  describe('photographs that others made, as frames of a camera', () => {
    it('are read plainly or at a second look, at least 52 of 55, and never wrongly', async () => {
      const files = filesUnder(photos, /\.png$/)
      const wrong: string[] = []
      let [first, second] = [0, 0]
      for (const file of files) {
        const frame = await decodePng(readFileSync(file))
        if (!frame) continue
        const plain = await readView(frame, { everything: false })
        const found = plain.length > 0 ? plain : (await inEachWay(frame)).flat()
        const expected = readFileSync(file.replace(/\.png$/, '.txt'), 'utf8')
        if (found.length === 0) continue
        if (!found.some(({ text }) => text === expected)) wrong.push(file)
        else if (plain.length > 0) first += 1
        else second += 1
      }
      console.log(`photographs as frames: ${first} of ${files.length} plainly, ${second} more at a second look`)
      expect(wrong).toEqual([])
      expect(first + second).toBeGreaterThanOrEqual(Math.ceil((files.length * 52) / 55))
    })
  })

const certificates = othersData('dcc')
if (certificates !== null)
  describe('certificates that others made', () => {
    it('are each read as their text with its prefix', async () => {
      const files = filesUnder(certificates, /\.png$/)
      expect(files.length).toBeGreaterThan(0)
      for (const file of files) {
        const [code] = await readCodes(readFileSync(file))
        expect(code?.text.startsWith('HC1:'), file).toBe(true)
        const prefix = prefixBeside(file)
        if (prefix !== undefined) expect(code?.text, file).toBe(prefix)
      }
    })
  })

/** The text that the picture's JSON file of the same number names as its code's. */
function prefixBeside(picture: string): string | undefined {
  const number = path.basename(picture, '.png')
  const folder = path.dirname(path.dirname(picture))
  const file = [path.join(folder, 'raw', `${number}.json`), path.join(folder, '2DCode', 'raw', `${number}.json`)].find(
    (one) => existsSync(one),
  )
  if (!file) return undefined
  const parsed: { PREFIX?: string } = JSON.parse(readFileSync(file, 'utf8'))
  return parsed.PREFIX
}

describe('anything but a picture', () => {
  it('has no code and is no error when it is null, a text, a number, an object or empty', async () => {
    const things: unknown[] = [null, undefined, 'text', 7, {}, new Uint8Array(0)]
    for (const thing of things) expect(await readCodes(thing as Uint8Array)).toEqual([])
  })
})

describe('a sheet with several codes', () => {
  it('holds every code on a sheet, whichever the quick search finds', async () => {
    const [left, right] = [
      codeFrame('https://www.example.mo/menu', 320, 320, 5),
      codeFrame('MEB1:1234567897', 320, 320, 5),
    ]
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const sheet = frameOf(640, 320, (x, y) => (x < 320 ? one.data[y * 320 + x] : other.data[y * 320 + x - 320]) ?? 0)
      for (const search of [{ everything: false }, { everything: true }])
        expect((await readView(sheet, search)).map(({ text }) => text).sort()).toEqual([
          'MEB1:1234567897',
          'https://www.example.mo/menu',
        ])
    }
  })
})
