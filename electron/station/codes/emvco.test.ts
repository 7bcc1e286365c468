import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { othersData } from '../../../build/fixtures/others-data.ts'
import { crc16 } from './crc16.ts'
import { parseConsumerPresented, parseMerchantPresented, type EmvcoObject } from './emvco.ts'
import { consumerPresented, dataObject, encodeBer, encodeObjects, slipText, withCrc } from './codes.fixture.ts'

const MALFORMED = { ok: false, refusal: { code: 'malformed' } }
const WRONG_CRC = { ok: false, refusal: { code: 'wrong-crc' } }

const others = othersData('emvco')
const sample = z.object({ code: z.string(), valid: z.boolean() })
const samples = z.object({ merchantPresented: z.array(sample), consumerPresented: z.array(sample) })

if (others !== null)
  describe("others' EMVCo samples", () => {
    it('are accepted or refused as their authors marked them', () => {
      const { merchantPresented, consumerPresented: consumers } = samples.parse(
        JSON.parse(readFileSync(join(others, 'samples.json'), 'utf8')),
      )
      expect(merchantPresented.map(({ code }) => parseMerchantPresented(code).ok)).toEqual(
        merchantPresented.map(({ valid }) => valid),
      )
      expect(consumers.map(({ code }) => parseConsumerPresented(code).ok)).toEqual(consumers.map(({ valid }) => valid))
    })
  })

describe('crc16', () => {
  it('gives the published check value when it reads "123456789"', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0x29b1)
  })

  it('is its start value when it reads nothing', () => {
    expect(crc16(new Uint8Array())).toBe(0xffff)
  })
})

describe('parseMerchantPresented', () => {
  it('keeps every object in its order when templates, unknown tags and Chinese are mixed', () => {
    const value: EmvcoObject[] = [
      { tag: '00', value: '01' },
      { tag: '02', value: '0004hoge' },
      {
        tag: '51',
        children: [
          { tag: '07', value: '茶' },
          { tag: '00', value: 'x' },
        ],
      },
      { tag: '26', children: [{ tag: '00', value: 'mo.gov.pay' }] },
      { tag: '79', value: 'reserved' },
      {
        tag: '62',
        children: [
          { tag: '08', value: '𠝹票' },
          { tag: '49', value: '0001x' },
          { tag: '50', children: [{ tag: '00', value: 'y' }] },
        ],
      },
      {
        tag: '64',
        children: [
          { tag: '00', value: 'ZH' },
          { tag: '01', value: '最佳' },
        ],
      },
      { tag: '99', children: [{ tag: '00', value: 'z' }] },
    ]
    const text = withCrc(encodeObjects(value))
    const parsed = parseMerchantPresented(text)
    expect(parsed).toEqual({ ok: true, value: [...value, { tag: '63', value: text.slice(-4) }] })
  })

  it('takes the CRC when its hex is in lower or mixed case', () => {
    const text = withCrc('0002015904CAFE')
    expect(parseMerchantPresented(text.slice(0, -4) + text.slice(-4).toLowerCase()).ok).toBe(true)
    expect(parseMerchantPresented(text.slice(0, -3) + text.slice(-3).toLowerCase()).ok).toBe(true)
  })

  it("keeps a payment system's own value in 62 as text when it has not the form of data objects", () => {
    const parsed = parseMerchantPresented(withCrc(`000201${dataObject('62', dataObject('50', 'plain'))}`))
    expect(parsed).toMatchObject({
      ok: true,
      value: [{ tag: '00' }, { tag: '62', children: [{ tag: '50', value: 'plain' }] }, { tag: '63' }],
    })
  })

  it('takes a value of 99 characters when some of them need two code units', () => {
    expect(parseMerchantPresented(withCrc(`000201${dataObject('59', '𠝹'.repeat(99))}`)).ok).toBe(true)
  })

  it.each([
    ['nothing is there', ''],
    ['there is no CRC', '000201'],
    ['00 is not the first', withCrc('5904CAFE000201')],
    ['the payload format is another', withCrc('0002025904CAFE')],
    ['63 is not the last', `${withCrc('000201')}5904CAFE`],
    ['something follows the CRC', `${withCrc('000201')} `],
    ['the CRC has three characters', '0002016303ABC'],
    ['a tag is there twice', withCrc('00020153034465303446')],
    ['63 is there twice', withCrc(withCrc('000201'))],
    ['a tag is twice in a template', withCrc(`000201${dataObject('26', '0001x0001y')}`)],
    ['a tag is twice in a nested template', withCrc(`000201${dataObject('62', dataObject('50', '0001x0001y'))}`)],
    ['a value runs past the end', withCrc('0002015910CAFE').replace(/6304.{4}$/, '')],
    ["a template's value runs past its end", withCrc(`000201${dataObject('26', '0009short')}`)],
    ['a template holds plain text', withCrc(`000201${dataObject('80', 'plain')}`)],
    ['a template ends in half an object', withCrc(`000201${dataObject('64', '0002ZH01')}`)],
    ['a length is zero', withCrc('0002015900')],
    ['a tag is not digits', withCrc('0002015X04CAFE')],
    ['a length is not digits', withCrc('000201590XCAFE')],
    ['digits are of another script', withCrc('00020159０4CAFE')],
    ['lengths count bytes', withCrc('0002015906最佳')],
    ['lengths count code units', withCrc('0002015902𠝹')],
    ['a surrogate stands alone', withCrc('0002015901\ud800')],
    ['a byte order mark is ahead', `\ufeff${withCrc('000201')}`],
  ])('refuses as malformed when %s', (_why, text) => {
    expect(parseMerchantPresented(text)).toEqual(MALFORMED)
  })

  it('refuses with wrong-crc when the form is right and the CRC is another', () => {
    const text = withCrc('0002015904CAFE')
    expect(parseMerchantPresented(text.replace('CAFE', 'CAFF'))).toEqual(WRONG_CRC)
    expect(parseMerchantPresented(`${text.slice(0, -4)}ZZZZ`)).toEqual(WRONG_CRC)
  })

  it('comes back the same when any tree of data objects goes through it', () => {
    const leafText = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter((each) => Array.from(each).length <= 12)
    // The leading letter keeps a payment system's text in 62 from having the form of data objects by chance.
    const leaf = leafText.map((each) => `x${each}`)
    const tags = (from: number, to: number) =>
      fc.integer({ min: from, max: to }).map((each) => String(each).padStart(2, '0'))
    const children = fc.uniqueArray(fc.record({ tag: tags(0, 99), value: leaf }), {
      selector: ({ tag }) => tag,
      minLength: 1,
      maxLength: 4,
    })
    const templates = fc.oneof(tags(26, 51), tags(80, 99), fc.constantFrom('62', '64'))
    const primitives = fc.oneof(tags(1, 25), tags(52, 61), tags(65, 79))
    const object: fc.Arbitrary<EmvcoObject> = fc.oneof(
      fc.record({ tag: primitives, value: leaf }),
      fc.record({ tag: templates, children }),
    )
    fc.assert(
      fc.property(fc.uniqueArray(object, { selector: ({ tag }) => tag, maxLength: 8 }), (objects) => {
        fc.pre(objects.every((each) => Array.from(encodeObjects([each])).length <= 103))
        const value: EmvcoObject[] = [{ tag: '00', value: '01' }, ...objects]
        const text = withCrc(encodeObjects(value))
        expect(parseMerchantPresented(text)).toEqual({
          ok: true,
          value: [...value, { tag: '63', value: text.slice(-4) }],
        })
      }),
    )
  })

  it('refuses when any one character of a good code becomes another', () => {
    const good = slipText()
    const at = fc.integer({ min: 0, max: good.length - 5 })
    fc.assert(
      fc.property(at, fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }), (index, other) => {
        fc.pre(good.charAt(index) !== other)
        expect(parseMerchantPresented(good.slice(0, index) + other + good.slice(index + 1)).ok).toBe(false)
      }),
    )
  })
})

describe('parseConsumerPresented', () => {
  const application = '61094F07A0000000555555'

  it('gives tags and values as hex when tags are long, lengths are long and templates nest', () => {
    const value: EmvcoObject[] = [
      {
        tag: '61',
        children: [
          { tag: '4F', value: 'A0000000555555' },
          { tag: '9F36', value: '0001' },
          { tag: '50', value: '' },
        ],
      },
      { tag: '61', children: [] },
      {
        tag: '62',
        children: [
          {
            tag: '64',
            children: [
              { tag: 'DF8129', value: 'AB'.repeat(130) },
              { tag: 'BF0C', children: [] },
            ],
          },
          { tag: 'C1', value: 'CD'.repeat(256) },
        ],
      },
    ]
    expect(parseConsumerPresented(consumerPresented(encodeBer(value)))).toEqual({
      ok: true,
      value: [{ tag: '85', value: '4350563031' }, ...value],
    })
  })

  it('takes a length in the long form when the short one would do', () => {
    expect(parseConsumerPresented(consumerPresented('61820009' + application.slice(4))).ok).toBe(true)
  })

  it('takes templates when they nest sixteen deep', () => {
    expect(parseConsumerPresented(consumerPresented(nested(16))).ok).toBe(true)
  })

  const padded = consumerPresented(`${application}C1025566`)

  it.each([
    ['nothing is there', ''],
    ['there is no application template', consumerPresented('')],
    ['there is only a common template', consumerPresented('62025A00')],
    ['85 is not the first', Buffer.from(`${application}85054350563031`, 'hex').toString('base64')],
    ['the version is another', Buffer.from(`85054350563032${application}`, 'hex').toString('base64')],
    ['a byte is left over', consumerPresented(`${application}00`)],
    ['padding bytes are left over', consumerPresented(`${application}0000`)],
    ['a value runs past the end', consumerPresented('610A4F07A0000000555555')],
    ['a child runs past its template', consumerPresented('61094F08A0000000555555')],
    ['a child runs past its template into the next', consumerPresented(`61034F02A0${application}`)],
    ['a length is cut off', consumerPresented(`${application}C182FF`)],
    ['a length is missing', consumerPresented(`${application}C1`)],
    ['a tag is cut off', consumerPresented(`${application}9F`)],
    ["a template's last tag is cut off", consumerPresented('61019F' + application)],
    ['a length is indefinite', consumerPresented('6180' + application.slice(4) + '0000')],
    ['a tag has a second spelling', consumerPresented(`${application}9F802600`)],
    ['a length needs five bytes', consumerPresented(`${application}C1850000000001AA`)],
    ['templates nest without end', consumerPresented(nested(17))],
    ['the padding is missing', padded.replace(/=+$/, '')],
    ['the padding is too long', `${padded}====`],
    ['spare bits are set', padded.replace(/.=$/, '/=').replace(/.==$/, '/==')],
    [
      'the alphabet is the URL-safe one',
      consumerPresented(`${application}C103FBFFFE`).replaceAll('+', '-').replaceAll('/', '_'),
    ],
    ['a line ends in the middle', `${padded.slice(0, 12)}\n${padded.slice(12)}`],
    ['a space is ahead', ` ${padded}`],
  ])('refuses as malformed when %s', (_why, text) => {
    expect(parseConsumerPresented(text)).toEqual(MALFORMED)
  })

  it('comes back the same when any tree of BER-TLV objects goes through it', () => {
    const hex = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase())
    const leaf = fc.record({ tag: fc.constantFrom('4F', '50', '5A', '9F10', '5F20', 'DF8129', 'C1'), value: hex })
    const { tree } = fc.letrec<{ tree: EmvcoObject[]; object: EmvcoObject }>((tie) => ({
      tree: fc.array(tie('object'), { maxLength: 4 }),
      object: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.record({ tag: fc.constantFrom('61', '62', '64', 'BF0C', '7F21'), children: tie('tree') }),
      ),
    }))
    fc.assert(
      fc.property(tree, (objects) => {
        const value: EmvcoObject[] = [{ tag: '61', children: objects }, ...objects]
        expect(parseConsumerPresented(consumerPresented(encodeBer(value)))).toEqual({
          ok: true,
          value: [{ tag: '85', value: '4350563031' }, ...value],
        })
      }),
    )
  })
})

/** `depth` templates inside each other. */
function nested(depth: number): string {
  let hex = ''
  for (let level = 0; level < depth; level++) hex = encodeBer([{ tag: '61', value: hex }])
  return hex
}
