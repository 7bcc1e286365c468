import { describe, expect, it } from 'vitest'
import { pickSlices, readFallbackPageFonts } from './fallback-page-fonts.ts'

const face = (name: string, ranges: string): string =>
  `@font-face{src:url(./${name}.woff2)format("woff2");unicode-range:${ranges}}`

describe('a fallback page’s fonts', () => {
  it('are the slices that have one of its characters, each once', () => {
    const css = [
      face('one', 'U+6AC3'),
      face('two', 'U+41-5A,U+6A??'),
      face('none', 'U+1F921-1F923'),
      face('one', 'U+6AC3'),
    ].join('')
    expect(pickSlices(css, '櫃').map(({ name }) => name)).toEqual(['one.woff2', 'two.woff2'])
    expect(pickSlices(css, 'A').map(({ name }) => name)).toEqual(['two.woff2'])
    expect(pickSlices(css, '')).toEqual([])
  })

  it('are never a file from outside', () => {
    for (const url of ['https://evil.example/x.woff2', '../../secret.woff2', '/etc/x.woff2', 'x.woff2?y', 'x.key']) {
      expect(pickSlices(`@font-face{src:url(${url});unicode-range:U+0-FFFF}`, 'A'), url).toEqual([])
    }
  })

  it('are none when nothing is built', async () => {
    expect(await readFallbackPageFonts('/nowhere', 'A')).toEqual({ css: '', names: [] })
  })
})
