import { mayNavigate } from './navigation.ts'
import type { PageFace } from '../faces.ts'

/** The sender of a message to the main process. */
interface Sender {
  /** The id of the web contents. */
  id: number
  /** The address of the frame that sent it; undefined where the frame is gone. */
  address: string | undefined
  isMainFrame: boolean
}

/** The windows that this program made, by the ids of their web contents. */
export interface TrustedSenders {
  trust(id: number, face: PageFace): void
  forget(id: number): void
  /** The face of a sender that is the main frame of a window of ours on its own page; null for any other sender. */
  faceOf(sender: Sender): PageFace | null
}

/** Makes an empty list of trusted windows. */
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
