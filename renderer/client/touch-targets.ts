/** A panel: its width and height in pixels, and its diagonal in inches. */
export interface Panel {
  width: number
  height: number
  inches: number
}

/** The smallest touch target, in millimetres (ISO 21542 and WCAG 2.5.5 ask for less); below, the smallest gap. */
const TARGET_MM = 20
const GAP_MM = 8
const MM_PER_INCH = 25.4

/** The panel assumed unless one is configured: a kiosk's smallest, so that targets are never too small. */
export const SMALLEST_PANEL: Panel = { width: 1080, height: 1920, inches: 24 }

/** The smallest touch screen that a counter's customer has. */
export const CUSTOMER_PANEL: Panel = { width: 1920, height: 1080, inches: 15.6 }

/** The sizes of touch targets and of the gaps between them, in pixels of the panel. */
export function touchTargets(panel: Panel): { target: number; gap: number } {
  const pixelsPerMm = Math.hypot(panel.width, panel.height) / panel.inches / MM_PER_INCH
  return { target: Math.ceil(TARGET_MM * pixelsPerMm), gap: Math.ceil(GAP_MM * pixelsPerMm) }
}
