import path from 'node:path'
import {
  app,
  type BrowserWindowConstructorOptions,
  type MessagePortMain,
  type Session,
  type WebContents,
} from 'electron'
import { PORT_MESSAGE } from './port-message.ts'
import type { TrustedSenders } from './senders.ts'
import { pagePreferences } from './windows.ts'

/** What each window of a page of ours has: hidden until its page is ready, locked to `session`, with our preload. */
export const pageWindowOptions = (session: Session): BrowserWindowConstructorOptions => ({
  show: false,
  autoHideMenuBar: true,
  backgroundColor: '#f6f4ee',
  title: 'Balcão',
  webPreferences: {
    ...pagePreferences(app.isPackaged),
    session,
    preload: path.join(import.meta.dirname, 'preload.cjs'),
  },
})

/** Gives a page a port to the station, where it is on its own page and `port` has one. */
export function givePort(
  contents: WebContents,
  senders: TrustedSenders,
  port: () => MessagePortMain | undefined,
): void {
  if (contents.isDestroyed()) return
  const sender = { id: contents.id, address: contents.getURL(), isMainFrame: true }
  if (senders.pageOf(sender) === null) return
  const given = port()
  if (given) contents.postMessage(PORT_MESSAGE, null, [given])
}
