import { mayNavigate } from './navigation.ts'
import type { ShownPage } from '../faces.ts'

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
  trust(id: number, page: ShownPage): void
  forget(id: number): void
  /** The page of a sender that is the main frame of a window of ours on its own page; null for any other sender. */
  pageOf(sender: Sender): ShownPage | null
}

/** Makes an empty list of trusted windows. */
export function createTrustedSenders(): TrustedSenders {
  const pages = new Map<number, ShownPage>()
  return {
    trust: (id, page) => void pages.set(id, page),
    forget: (id) => void pages.delete(id),
    pageOf({ id, address, isMainFrame }) {
      const page = pages.get(id)
      return page !== undefined && isMainFrame && address !== undefined && mayNavigate(page, address) ? page : null
    },
  }
}
