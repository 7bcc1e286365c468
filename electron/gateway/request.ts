import { request as httpRequest, type Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { defined } from '../common/defined.ts'
import type { Clock } from '../../hardware/ports.ts'
import { refuse, type Outcome } from '../contract/refusals.ts'

/** One HTTP question to a server whose answers aren't trusted. Times in milliseconds, sizes in bytes. */
export interface Question {
  url: URL
  method: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** For the whole call: the connection, the answer's head and its last byte. */
  deadline: number
  maxBytes: number
  clock: Pick<Clock, 'after'>
  agent?: Agent
}

interface Answer {
  json: unknown
  headers: IncomingHttpHeaders
}

const CERTIFICATE_ERROR = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/

function refusalOf(error: unknown) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('HPE_')) return refuse('gateway-refused', { reason: 'not-http' })
  if (CERTIFICATE_ERROR.test(code)) return refuse('gateway-refused', { reason: 'certificate' })
  return refuse('gateway-unreachable')
}

/**
 * Why an answer is refused by its head alone, or undefined. Redirects aren't followed, since the token would go along.
 */
function refusalOfHead(answer: IncomingMessage, maxBytes: number) {
  const status = answer.statusCode ?? 0
  if (status >= 300 && status < 400) return refuse('gateway-refused', { reason: 'redirect' })
  if (status < 200 || status >= 300) return refuse('gateway-refused', { reason: 'status', status })
  if (!/^application\/json\b/i.test(answer.headers['content-type'] ?? ''))
    return refuse('gateway-refused', { reason: 'not-json' })
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes)
    return refuse('gateway-refused', { reason: 'too-large' })
  return undefined
}

/**
 * Asks once and reads a JSON answer of at most `maxBytes` within the deadline; never throws and never asks again.
 * Refuses with `gateway-unreachable` (no answer, or not in time) and `gateway-refused` (an answer that can't be used;
 * `reason` says why: `not-http`, `certificate`, `redirect`, `status`, `not-json`, `too-large`).
 */
export function ask(question: Question): Promise<Outcome<Answer>> {
  const send = question.url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve) => {
    const request = send(question.url, {
      method: question.method,
      headers: {
        accept: 'application/json',
        ...(question.body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(question.body)) }),
        ...question.headers,
      },
      ...defined({ agent: question.agent }),
    })
    const cancelDeadline = question.clock.after(question.deadline, () => {
      end(refuse('gateway-unreachable'))
    })
    function end(outcome: Outcome<Answer>) {
      cancelDeadline()
      resolve(outcome)
      if (!outcome.ok) request.destroy()
    }
    request.on('error', (error) => {
      end(refusalOf(error))
    })
    request.on('response', (answer) => {
      const refused = refusalOfHead(answer, question.maxBytes)
      if (refused) {
        end(refused)
        return
      }
      const parts: Buffer[] = []
      let size = 0
      answer.on('error', (error) => {
        end(refusalOf(error))
      })
      answer.on('data', (part: Buffer) => {
        size += part.length
        if (size > question.maxBytes) end(refuse('gateway-refused', { reason: 'too-large' }))
        else parts.push(part)
      })
      answer.on('end', () => {
        end(parseJson(Buffer.concat(parts), answer.headers))
      })
      // An answer that is cut off ends without 'end'.
      answer.on('close', () => {
        end(refuse('gateway-unreachable'))
      })
    })
    request.end(question.body)
  })
}

function parseJson(body: Buffer, headers: IncomingHttpHeaders): Outcome<Answer> {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return { ok: true, json, headers }
  } catch {
    return refuse('gateway-refused', { reason: 'not-json' })
  }
}
