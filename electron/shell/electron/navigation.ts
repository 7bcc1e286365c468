import { pagePath, type ShownPage } from '../faces.ts'

/** The scheme of the pages; together with `APP_HOST` the only address that is ever loaded. */
export const APP_SCHEME = 'app'
const APP_HOST = 'balcao'
const OWN_START = `${APP_SCHEME}://${APP_HOST}/`

/** The address of a page. */
export function pageAddress(page: ShownPage): string {
  return `${APP_SCHEME}://${APP_HOST}${pagePath(page)}`
}

/** The path of an address of ours; null for any other, also where it has a user, a port or another host. */
export function ownPath(address: string): string | null {
  if (!address.startsWith(OWN_START) || !URL.canParse(address)) return null
  const url = new URL(address)
  const isOurs =
    url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '' && url.password === ''
  // The path is taken from the text itself, since the parser would resolve `..` and `%2e`.
  return isOurs ? (address.slice(OWN_START.length - 1).split(/[?#]/, 1)[0] ?? null) : null
}

/** Whether a window may go to an address: only to its own page. */
export function mayNavigate(page: ShownPage, address: string): boolean {
  return ownPath(address) === pagePath(page)
}

/** Whether a page may load an address: our own files, its own blobs, and images in data addresses. */
export function mayLoad(address: string): boolean {
  return ownPath(address) !== null || address.startsWith(`blob:${OWN_START}`) || address.startsWith('data:image/')
}

/**
 * What `window.open` does: nothing. In training the phone page opens in the system's browser instead (`outside`), and
 * where `hasDock` the shell opens the dock in a window of its own making (`dock`).
 */
export function openedWindow(address: string, phone: string | null, hasDock: boolean): 'deny' | 'outside' | 'dock' {
  if (hasDock && address === pageAddress('dock')) return 'dock'
  if (phone === null || !URL.canParse(address) || !URL.canParse(phone)) return 'deny'
  const [asked, allowed] = [new URL(address), new URL(phone)]
  return asked.protocol === 'http:' && asked.origin === allowed.origin && asked.username === '' && asked.password === ''
    ? 'outside'
    : 'deny'
}
