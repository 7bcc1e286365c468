import { ownPath } from './navigation.ts'

/** What a page asks for, or is looked at for. */
export interface AskedPermission {
  permission: string
  /** For `media`: what of it. */
  media: readonly string[]
  /** The address of the frame that asks. */
  address: string
  isMainFrame: boolean
}

/** Whether a permission is given: the camera, to a page of ours, and nothing else to anybody. */
export function mayHave({ permission, media, address, isMainFrame }: AskedPermission): boolean {
  return permission === 'media' && isMainFrame && media.length === 1 && media[0] === 'video' && isOwn(address)
}

/** An address or an origin of ours: Chromium asks with either. */
function isOwn(address: string): boolean {
  return ownPath(address.endsWith('/') || /\/\/[^/]+\//.test(address) ? address : `${address}/`) !== null
}
