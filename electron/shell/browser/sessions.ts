import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { PageFace } from '../faces.ts'

/**
 * The session behind a cookie. `session` is the id by which the station knows it; the cookie can't be derived from it.
 */
export interface PageSession {
  face: PageFace
  session: string
}

/** The most sessions at a time, more than one machine shows windows. The oldest is forgotten first. */
const MOST_SESSIONS = 64

/** The page sessions of one run of the shell; they are kept in memory and end with it. */
export interface PageSessions {
  /** Opens a session and answers the value of its `Set-Cookie` header. */
  open(face: PageFace): { cookie: string; session: PageSession }
  /** The session of a `Cookie` header; null where there is none. */
  find(header: string | undefined): PageSession | null
}

/**
 * Makes the store of page sessions. The cookie's name carries `port`, since browsers share cookies among the ports of a
 * host.
 */
export function createPageSessions(port: number): PageSessions {
  const name = `balcao-${port}`
  const sessions = new Map<string, PageSession>()
  const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64')

  return {
    open(face) {
      const secret = randomBytes(32).toString('base64url')
      const oldest = sessions.size >= MOST_SESSIONS ? sessions.keys().next() : undefined
      if (oldest?.done === false) sessions.delete(oldest.value)
      const session = { face, session: randomUUID() }
      sessions.set(digest(secret), session)
      return { cookie: `${name}=${secret}; HttpOnly; SameSite=Strict; Path=/`, session }
    },
    find(header) {
      const secrets = (header ?? '')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1))
      // Where two cookies have this name another site may have planted one, so neither is believed.
      const [secret] = secrets
      return secret !== undefined && secrets.length === 1 ? (sessions.get(digest(secret)) ?? null) : null
    },
  }
}
