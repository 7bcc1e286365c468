/** A panel as it is set up: its pixels and its diagonal in inches. */
export interface Panel {
  width: number
  height: number
  inches: number
}

/** The smallest target and the smallest space between two, in millimetres (ISO 21542 and WCAG 2.5.5 ask for less). */
const TARGET_MM = 20
const GAP_MM = 8
const MM_PER_INCH = 25.4

/**
 * The panel assumed where none is configured: the smallest that a kiosk is built with, so that targets are never too
 * small.
 */
export const SMALLEST_PANEL: Panel = { width: 1080, height: 1920, inches: 24 }

/** Touch target and gap in pixels of that panel. */
export function touchTargets(panel: Panel): { target: number; gap: number } {
  const pixelsPerMm = Math.hypot(panel.width, panel.height) / panel.inches / MM_PER_INCH
  return { target: Math.ceil(TARGET_MM * pixelsPerMm), gap: Math.ceil(GAP_MM * pixelsPerMm) }
}
