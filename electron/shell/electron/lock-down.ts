import { app, session, shell, type Session, type WebContents } from 'electron'
import type { ShownPage } from '../faces.ts'
import { APP_SCHEME, mayLoad, mayNavigate, openedWindow } from './navigation.ts'
import { answerPage } from './pages.ts'
import { mayHave } from './permissions.ts'

/**
 * Makes the Electron session of a page's windows, kept in memory alone: it answers our own scheme, loads nothing else,
 * stores nothing, and grants no permission but a face's camera (decision 10).
 */
export function lockedSession(page: ShownPage, context: () => Parameters<typeof answerPage>[1]): Session {
  const locked = session.fromPartition(`balcao-${page}`, { cache: false })
  // The session outlives its window, so the next window's handler replaces the last one's.
  if (locked.protocol.isProtocolHandled(APP_SCHEME)) locked.protocol.unhandle(APP_SCHEME)
  locked.protocol.handle(APP_SCHEME, async (request) => {
    const { status, headers, body } = await answerPage({ address: request.url, method: request.method }, context())
    return new Response(body, { status, headers })
  })
  locked.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !mayLoad(details.url) }))
  locked.setPermissionRequestHandler((_contents, permission, decide, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    decide(mayHave({ page, permission, media, address: details.requestingUrl, isMainFrame: details.isMainFrame }))
  })
  locked.setPermissionCheckHandler((_contents, permission, origin, details) =>
    mayHave({
      page,
      permission,
      media: details.mediaType === undefined ? [] : [details.mediaType],
      address: origin,
      isMainFrame: details.isMainFrame,
    }),
  )
  locked.setDevicePermissionHandler(() => false)
  locked.setDisplayMediaRequestHandler((_request, decide) => decide({}))
  locked.on('will-download', (event) => event.preventDefault())
  void locked.setProxy({ mode: 'direct' })
  return locked
}

/**
 * Keeps a window on its own page: no other address, no new window, no webview (decision 10). What it opens instead in
 * training: the page at `phone` outside, and the dock by `openDock`.
 */
export function lockContents(
  contents: WebContents,
  page: ShownPage,
  { phone, openDock }: { phone: () => string | null; openDock?: (() => void) | undefined },
): void {
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame || !mayNavigate(page, details.url)) details.preventDefault()
  })
  contents.on('will-redirect', (details) => details.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    const opened = openedWindow(url, phone(), openDock !== undefined)
    if (opened === 'outside') void shell.openExternal(url)
    else if (opened === 'dock') openDock?.()
    return { action: 'deny' }
  })
  void contents.setVisualZoomLevelLimits(1, 1)
}

/**
 * Locks every other web contents that is ever made in this program: it may load, open and attach nothing. Certificate
 * errors, logins and client certificates are refused.
 */
export function lockEverythingElse(isOurs: (contents: WebContents) => boolean): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.on('will-navigate', (details) => {
      if (!isOurs(contents)) details.preventDefault()
    })
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, decide) => {
    event.preventDefault()
    decide(false)
  })
  // The request is answered with nothing: one that is only prevented would wait for ever.
  app.on('login', (event, _contents, _details, _info, answer) => {
    event.preventDefault()
    answer()
  })
  app.on('select-client-certificate', (event, _contents, _url, _certificates, answer) => {
    event.preventDefault()
    answer()
  })
}
