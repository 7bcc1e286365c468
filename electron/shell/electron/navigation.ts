import { pagePath, type PageFace } from '../faces.ts'

/** The pages' own scheme and host: nothing else is ever loaded. */
export const APP_SCHEME = 'app'
const APP_HOST = 'balcao'
const OWN_START = `${APP_SCHEME}://${APP_HOST}/`

/** The address of a face's page. */
export function pageAddress(face: PageFace): string {
  return `${APP_SCHEME}://${APP_HOST}${pagePath(face)}`
}

/** The path of an address of ours; null for any other address, one with a user, a port or another host included. */
export function ownPath(address: string): string | null {
  if (!address.startsWith(OWN_START) || !URL.canParse(address)) return null
  const url = new URL(address)
  const isOurs =
    url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '' && url.password === ''
  // The text itself, not what a parser makes of `..` and `%2e`.
  return isOurs ? (address.slice(OWN_START.length - 1).split(/[?#]/, 1)[0] ?? null) : null
}

/** Whether a window may go to an address: only to its own face's page. */
export function mayNavigate(face: PageFace, address: string): boolean {
  return ownPath(address) === pagePath(face)
}

/** Whether a page may load an address: our own files, and what it made itself. */
export function mayLoad(address: string): boolean {
  return ownPath(address) !== null || address.startsWith(`blob:${OWN_START}`) || address.startsWith('data:image/')
}

/**
 * What becomes of `window.open`: no window of ours, ever. In training the phone page goes to the system's own browser.
 */
export function openedWindow(address: string, phone: string | null): 'deny' | 'outside' {
  if (phone === null || !URL.canParse(address) || !URL.canParse(phone)) return 'deny'
  const [asked, allowed] = [new URL(address), new URL(phone)]
  return asked.protocol === 'http:' && asked.origin === allowed.origin && asked.username === '' && asked.password === ''
    ? 'outside'
    : 'deny'
}
