import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  FALLBACK_STYLE_HASH,
  renderFallbackPage,
  START_REFUSALS,
  startRefusal,
  technicianAdvice,
  type FallbackPage,
} from './fallback-page.ts'

const pages: FallbackPage[] = [
  ...(['locked', 'used', 'refused', 'not-found', 'not-built', 'starting'] as const).map((what) => ({ what })),
  ...START_REFUSALS.map((why) => ({ what: 'fault' as const, incident: '1a2b3c4d', why })),
]

describe('a fallback page', () => {
  it('speaks four languages and needs no script, nothing from elsewhere and no inline style but the one that is known', () => {
    for (const page of pages) {
      const html = renderFallbackPage(page)
      for (const language of ['zh-Hant', 'pt', 'en', 'zh-Hans']) expect(html).toContain(`<p lang="${language}"`)
      expect(html).not.toMatch(
        /<script|<link(?! rel="(?:icon" href="data:,|stylesheet" href="\/calm\.css)")|<img| style=|\son\w+=|undefined/,
      )
      const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? ''
      expect(`sha256-${createHash('sha256').update(style).digest('base64')}`).toBe(FALLBACK_STYLE_HASH)
    }
  })

  it('shows nothing as markup that came from outside', () => {
    expect(renderFallbackPage({ what: 'fault', incident: '<b onload="x">&', why: 'fault' })).not.toContain('<b o')
  })

  it('gives the technician something to do for every reason', () => {
    for (const why of START_REFUSALS) expect(technicianAdvice(why)).toMatch(/^[a-z].*\.$/i)
    expect(startRefusal('disk-full')).toBe('disk-full')
    expect(startRefusal('wrong-crc')).toBe('fault')
  })
})
