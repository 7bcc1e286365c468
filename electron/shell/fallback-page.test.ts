import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import zhHant from '../../renderer/i18n/zh-Hant/fallback.json' with { type: 'json' }
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
  it('speaks four languages, without scripts, foreign resources or other inline styles', () => {
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

  it('shows each sentence of its message file somewhere', () => {
    const shown = pages.map(renderFallbackPage).join('')
    const { says, incident, technician } = zhHant.fallback
    for (const sentence of [...Object.values(says), incident, ...Object.values(technician)])
      expect(shown).toContain(`>${sentence}</`)
  })

  it('escapes markup that comes from outside', () => {
    expect(renderFallbackPage({ what: 'fault', incident: '<b onload="x">&', why: 'fault' })).not.toContain('<b o')
  })

  it('has advice for the technician for each reason', () => {
    for (const why of START_REFUSALS) expect(technicianAdvice(why)).toMatch(/^[a-z].*\.$/i)
    expect(startRefusal('disk-full')).toBe('disk-full')
    expect(startRefusal('wrong-crc')).toBe('fault')
  })
})
