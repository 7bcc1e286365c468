import { describe, expect, it } from 'vitest'
import { SMALLEST_PANEL, touchTargets } from './touch-targets.ts'

describe('touch targets', () => {
  it('are 20 mm wide and 8 mm apart on a panel of 32 inches', () => {
    expect(touchTargets({ width: 1080, height: 1920, inches: 32 })).toEqual({ target: 55, gap: 22 })
  })

  it('have more pixels on a smaller panel', () => {
    expect(touchTargets(SMALLEST_PANEL)).toEqual({ target: 73, gap: 29 })
  })
})
