import { CALM_STYLE_HASH, renderCalmPage, type CalmPage } from '../calm.ts'
import { pagePath, type PageFace } from '../faces.ts'
import { calmSecurityPolicy, contentSecurityPolicy, lockedHeaders } from '../headers.ts'
import { readPage, type Pages } from '../pages.ts'
import { ownPath } from './navigation.ts'

/** What the pages' own scheme answers. */
export interface PageAnswer {
  status: number
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer>
}

/**
 * Answers a request of a face's window to the pages' own scheme, with the same list of files and the same headers as
 * the browser shell: the page of that face, or a calm one where the station could not start, and the files of the
 * build.
 */
export async function answerPage(
  request: { address: string; method: string },
  house: { face: PageFace; pages: Pages; trouble: Extract<CalmPage, { what: 'fault' }> | null },
): Promise<PageAnswer> {
  const path = ownPath(request.address)
  if (path === null) return calm(403, { what: 'refused' })
  if (request.method !== 'GET') return calm(405, { what: 'refused' })
  const isDocument = path === pagePath(house.face)
  if (isDocument && house.trouble) return calm(503, house.trouble)
  const page = house.pages.findOpen(path) ?? house.pages.find(path)
  if (!page) return isDocument ? calm(503, { what: 'not-built' }) : calm(404, { what: 'not-found' })
  if (!isDocument && page.type.startsWith('text/html')) return calm(403, { what: 'refused' })
  const content = await readPage(page)
  if (!content) return calm(404, { what: 'not-found' })
  return {
    status: 200,
    headers: { ...lockedHeaders(contentSecurityPolicy()), 'Content-Type': page.type },
    body: Uint8Array.from(content),
  }
}

function calm(status: number, page: CalmPage): PageAnswer {
  const headers = { ...lockedHeaders(calmSecurityPolicy(CALM_STYLE_HASH)), 'Content-Type': 'text/html; charset=utf-8' }
  return { status, headers, body: new TextEncoder().encode(renderCalmPage(page)) }
}
