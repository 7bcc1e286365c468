import { describe, expect, it } from 'vitest'
import { SMALLEST_PANEL, touchTargets } from './touch-targets.ts'

describe('touch targets', () => {
  it('are 20 mm and 8 mm apart when the panel has 32 inches', () => {
    expect(touchTargets({ width: 1080, height: 1920, inches: 32 })).toEqual({ target: 55, gap: 22 })
  })

  it('take more pixels when the panel is smaller', () => {
    expect(touchTargets(SMALLEST_PANEL)).toEqual({ target: 73, gap: 29 })
  })
})
