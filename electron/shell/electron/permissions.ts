import type { ShownPage } from '../faces.ts'
import { ownPath } from './navigation.ts'

/** A permission that a page requests, or that Chromium checks for it. */
export interface AskedPermission {
  /** The page of the window that asks. */
  page: ShownPage
  permission: string
  /** Of `media`: which kinds, `video` or `audio`. */
  media: readonly string[]
  /** The address of the frame that asks. */
  address: string
  isMainFrame: boolean
}

/** Whether a permission is granted: only the camera, and only to the main frame of a face's page of ours. */
export function mayHave({ page, permission, media, address, isMainFrame }: AskedPermission): boolean {
  return (
    page !== 'dock' &&
    permission === 'media' &&
    isMainFrame &&
    media.length === 1 &&
    media[0] === 'video' &&
    isOwn(address)
  )
}

/** Whether an address or an origin is ours; Chromium asks with either. */
function isOwn(address: string): boolean {
  return ownPath(address.endsWith('/') || /\/\/[^/]+\//.test(address) ? address : `${address}/`) !== null
}
