import { FALLBACK_STYLE_HASH, renderFallbackPage, type FallbackPage } from '../fallback-page.ts'
import { pagePath, type ShownPage } from '../faces.ts'
import { fallbackSecurityPolicy, contentSecurityPolicy, lockedHeaders } from '../headers.ts'
import { readPage, type Pages } from '../pages.ts'
import { ownPath } from './navigation.ts'

/** An answer to a request for an address of the pages' own scheme. */
export interface PageAnswer {
  status: number
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer>
}

/**
 * Answers a request of a window to the pages' own scheme, with the same files and headers as the browser shell: the
 * window's page (or a fallback page where the station couldn't start) and the files of the build.
 */
export async function answerPage(
  request: { address: string; method: string },
  context: { page: ShownPage; pages: Pages; trouble: Extract<FallbackPage, { what: 'fault' }> | null },
): Promise<PageAnswer> {
  const path = ownPath(request.address)
  if (path === null) return fallback(403, { what: 'refused' })
  if (request.method !== 'GET') return fallback(405, { what: 'refused' })
  const isDocument = path === pagePath(context.page)
  if (isDocument && context.trouble) return fallback(503, context.trouble)
  const page = context.pages.findOpen(path) ?? context.pages.find(path)
  if (!page) return isDocument ? fallback(503, { what: 'not-built' }) : fallback(404, { what: 'not-found' })
  if (!isDocument && page.type.startsWith('text/html')) return fallback(403, { what: 'refused' })
  const content = await readPage(page)
  if (!content) return fallback(404, { what: 'not-found' })
  return {
    status: 200,
    headers: { ...lockedHeaders(contentSecurityPolicy()), 'Content-Type': page.type },
    body: Uint8Array.from(content),
  }
}

function fallback(status: number, page: FallbackPage): PageAnswer {
  const headers = {
    ...lockedHeaders(fallbackSecurityPolicy(FALLBACK_STYLE_HASH)),
    'Content-Type': 'text/html; charset=utf-8',
  }
  return { status, headers, body: new TextEncoder().encode(renderFallbackPage(page)) }
}
