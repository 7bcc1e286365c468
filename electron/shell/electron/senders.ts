import { mayNavigate } from './navigation.ts'
import type { PageFace } from '../faces.ts'

/** Who sent a message to the main process. */
interface Sender {
  /** The webContents' number. */
  id: number
  /** The address of the frame that sent it; undefined where the frame is gone. */
  address: string | undefined
  isMainFrame: boolean
}

/** The windows that we made, by the number of their webContents. */
export interface TrustedSenders {
  trust(id: number, face: PageFace): void
  forget(id: number): void
  /** The face of a sender that is a window of ours, in its main frame, on its own page; null for anybody else. */
  faceOf(sender: Sender): PageFace | null
}

export function createTrustedSenders(): TrustedSenders {
  const faces = new Map<number, PageFace>()
  return {
    trust: (id, face) => void faces.set(id, face),
    forget: (id) => void faces.delete(id),
    faceOf({ id, address, isMainFrame }) {
      const face = faces.get(id)
      return face !== undefined && isMainFrame && address !== undefined && mayNavigate(face, address) ? face : null
    },
  }
}
