import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { PageFace } from '../faces.ts'

/** Who is behind a cookie. `session` is what the station knows; it says nothing about the cookie. */
export interface PageSession {
  face: PageFace
  session: string
}

/** More than the windows that one machine can show. The oldest is forgotten first. */
const MOST_SESSIONS = 64

/** The page sessions of one run of the shell: they live in its memory and end with it. */
export interface PageSessions {
  /** Opens a session and gives the `Set-Cookie` value that stands for it. */
  open(face: PageFace): { cookie: string; session: PageSession }
  /** The session of a `Cookie` header, or null. */
  find(header: string | undefined): PageSession | null
}

/** @param port a cookie belongs to a host and not to a port, so its name carries the port */
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
      // Two cookies of one name: somebody planted one. Neither is believed.
      const [secret] = secrets
      return secret !== undefined && secrets.length === 1 ? (sessions.get(digest(secret)) ?? null) : null
    },
  }
}
