import { z } from 'zod'
import type { Face } from '../contract/index.ts'

/** The faces that have a page. The technician's is the command line. */
export const PAGE_FACES = ['kiosk', 'counter'] as const satisfies readonly Face[]
export const pageFace = z.enum(PAGE_FACES)
export type PageFace = z.infer<typeof pageFace>

/** Where a face's page is, in both shells. */
export function pagePath(face: PageFace): string {
  return `/${face}`
}

/** The room a face's window wants, in pixels: a kiosk's panel stands upright. */
export function windowSize(face: PageFace): { width: number; height: number } {
  return face === 'kiosk' ? { width: 1080, height: 1920 } : { width: 1920, height: 1080 }
}
