import { z } from 'zod'
import type { Face } from '../contract/index.ts'

/** The faces that have a page. The technician's is the command line. */
export const PAGE_FACES = ['kiosk', 'counter', 'customer'] as const satisfies readonly Face[]
export const pageFace = z.enum(PAGE_FACES)
export type PageFace = z.infer<typeof pageFace>

/** The faces that one start shows, in the order of their windows. */
export const shownFaces = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(pageFace).nonempty())
  .refine((faces) => new Set(faces).size === faces.length)
export type ShownFaces = readonly PageFace[]

/** What a window shows: a face's page, or training's dock beside one. */
export type ShownPage = PageFace | 'dock'

/** The path of a page, in both shells. */
export function pagePath(page: ShownPage): string {
  return `/${page}`
}

/** The size of a face's window, in pixels: a kiosk's screen stands upright. */
export function windowSize(face: PageFace): { width: number; height: number } {
  return face === 'kiosk' ? { width: 1080, height: 1920 } : { width: 1920, height: 1080 }
}
