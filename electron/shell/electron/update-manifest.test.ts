import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isOlder, readManifest, readSignedManifest, signedPart, updateSource } from './update-manifest.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const SHA512 = Buffer.alloc(64, 7).toString('base64')
const NAME = 'latest-linux.yml'
const manifest = (version = '0.2.0', url = `balcao-${version}-x86_64.AppImage`, sha512 = SHA512) =>
  `version: ${version}\nfiles:\n  - url: ${url}\n    sha512: ${sha512}\n    size: 3\npath: ` +
  `${url}\nsha512: ${sha512}\nreleaseDate: '2026-03-24T00:00:00.000Z'\n`
const signed = (text: string, key = privateKey, name = NAME) =>
  sign(null, signedPart(name, text), key).toString('base64')
const read = (text: string, signature: string, { name = NAME, floor = '0.1.0' } = {}) =>
  readSignedManifest({ name, text, signature, key: publicKey, floor })

describe('the manifest of an update', () => {
  it('is accepted only with its signature', () => {
    const text = manifest()
    expect(read(text, `${signed(text)}\n`)).toEqual({
      version: '0.2.0',
      files: [{ url: 'balcao-0.2.0-x86_64.AppImage', sha512: SHA512, size: 3 }],
    })
    for (const signature of ['', 'AAAA', signed(`${text} `), signed(text, generateKeyPairSync('ed25519').privateKey)])
      expect(() => read(text, signature)).toThrow("isn't signed")
    expect(() => read(text.replace('0.2.0', '0.3.0'), signed(text))).toThrow("isn't signed")
  })

  it('is refused for another processor, channel or system', () => {
    const text = manifest()
    expect(() => read(text, signed(text), { name: 'latest-linux-arm64.yml' })).toThrow("isn't signed")
  })

  it('is refused when it is older than the known version, though signed', () => {
    const text = manifest('0.2.0')
    expect(() => read(text, signed(text), { floor: '0.2.1' })).toThrow('older')
    expect(read(text, signed(text), { floor: '0.2.0' }).version).toBe('0.2.0')
  })

  it.each([
    ['a file elsewhere', manifest('0.2.0', 'https://evil.example/balcao.AppImage')],
    ['a file above', manifest('0.2.0', '../balcao.AppImage')],
    ['a hidden file', manifest('0.2.0', '.balcao')],
    ...[
      'balcao-launch',
      'current',
      'next',
      'failed',
      'newest',
      '-n',
      'balcao-0.1.0-x86_64.AppImage',
      'balcao-0.2.0-x86_64.AppImage.new',
      'balcao-0.2.0-x86_64.exe',
    ].map((name): [string, string] => [`a file named ${name}`, manifest('0.2.0', name)]),
    ['no digest', manifest('0.2.0', undefined, 'AAAA')],
    ['no size', manifest().replace('    size: 3\n', '')],
    ['a version of words', manifest('latest')],
    ['a version with a tail', manifest('0.2.0-beta.1')],
    ['nothing', ''],
    ['a list', '- a\n'],
  ])('is refused with %s', (_what, text) => {
    expect(() => read(text, signed(text))).toThrow()
    expect(() => readManifest(NAME, text)).toThrow()
  })
})

describe('the order of versions', () => {
  it.each([
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.1.1', true],
    ['0.9.0', '0.10.0', true],
    ['1.0.0', '0.99.99', false],
    ['2.0.0', '10.0.0', true],
  ])('%s before %s: %s', (one, other, is) => {
    expect(isOlder(one, other)).toBe(is)
  })
})

describe("a package's source of updates", () => {
  const { x: key = '' } = publicKey.export({ format: 'jwk' })

  it('is an address and the key that signs them', () => {
    expect(updateSource.parse({ url: 'https://updates.example/', key }).key.equals(publicKey)).toBe(true)
  })

  it.each([
    { url: 'https://updates.example/' },
    { url: 'file:///x', key },
    { url: 'https://updates.example/', key: 'AAAA' },
    { url: 'https://updates.example/', key: '' },
  ])('is refused as %o', (told) => {
    expect(updateSource.safeParse(told).success).toBe(false)
  })
})
