import {
  Agent,
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'

/** What happens to one request or its answer on the line. Times in milliseconds. */
export type LineFault =
  | { do: 'delay'; ms: number }
  /** The connection breaks before the request arrives. */
  | { do: 'drop' }
  /** The request arrives; the connection breaks before the answer or in the middle of it. */
  | { do: 'cut'; at: 'answer' | 'middle' }
  /** The request arrives again `afterMs` after its answer; the station gets the first answer. */
  | { do: 'duplicate'; afterMs: number }
  /** The request waits until a later one to the same path was answered, but at most `ms`. */
  | { do: 'reorder'; ms: number }
  /**
   * The answer can't be read: it isn't HTTP, an error page of a proxy, cut-off JSON, or JSON of another shape.
   * `arrives`: whether the request reaches the gateway.
   */
  | { do: 'garbage'; as: 'bytes' | 'page' | 'half' | 'other'; arrives: boolean }
  /** The request's or the answer's body comes byte by byte, `ms` apart. */
  | { do: 'trickle'; side: 'question' | 'answer'; ms: number }

/** A bad line: a plain HTTP proxy in front of a gateway on this machine, which makes the planned faults. */
export interface FaultProxy {
  readonly url: string
  /** Gives the next requests to this path these faults, one each, in order; undefined lets a request through. */
  plan(path: string, faults: readonly (LineFault | undefined)[]): void
  /** Drops the planned faults. Requests that are on their way keep theirs. */
  clearFaults(): void
  /** How often each kind of fault was made. */
  counts(): Readonly<Partial<Record<LineFault['do'], number>>>
  close(): Promise<void>
}

interface WholeAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** Opens a proxy in front of the gateway at `upstream`, an `http:` address of this machine. */
export async function openFaultProxy(upstream: string): Promise<FaultProxy> {
  const { host, port } = new URL(upstream)
  const agent = new Agent({ keepAlive: true })
  const planned = new Map<string, (LineFault | undefined)[]>()
  const counted: Partial<Record<LineFault['do'], number>> = {}
  const overtaken = new Map<string, Set<() => void>>()
  const timers = new Set<NodeJS.Timeout>()

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, ms)
      timers.add(timer)
    })

  /** Sends a request on to the gateway; undefined where the gateway doesn't give a whole answer. */
  async function forward(question: IncomingMessage, body: Buffer, byteMs = 0): Promise<WholeAnswer | undefined> {
    const answered = new Promise<WholeAnswer | undefined>((resolve) => {
      const asking = request(
        {
          host: '127.0.0.1',
          port,
          agent,
          method: question.method,
          path: question.url,
          headers: { ...question.headers, host, 'content-length': String(body.length) },
        },
        (answer) => {
          bodyOf(answer).then(
            (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
            () => resolve(undefined),
          )
        },
      )
      asking.on('error', () => resolve(undefined))
      if (byteMs === 0) asking.end(body)
      else
        void trickle(
          body,
          byteMs,
          (byte) => asking.write(byte),
          () => asking.destroyed,
        ).then(() => asking.end())
    })
    const whole = await answered
    for (const go of [...(overtaken.get(pathOf(question)) ?? [])]) go()
    return whole
  }

  async function trickle(
    bytes: Buffer,
    ms: number,
    write: (byte: Buffer) => void,
    isOver: () => boolean,
  ): Promise<void> {
    for (let at = 0; at < bytes.length && !isOver(); at++) {
      write(bytes.subarray(at, at + 1))
      await pause(ms)
    }
  }

  function send(response: ServerResponse, whole: WholeAnswer | undefined): void {
    if (whole) response.writeHead(whole.status, headersOf(whole)).end(whole.body)
    else response.destroy()
  }

  async function answer(question: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(question)
    const path = pathOf(question)
    const fault = planned.get(path)?.shift()
    if (fault) counted[fault.do] = (counted[fault.do] ?? 0) + 1
    switch (fault?.do) {
      case 'drop':
        response.destroy()
        break
      case 'duplicate':
        send(response, await forward(question, body))
        await pause(fault.afterMs)
        await forward(question, body)
        break
      case 'cut':
        await sendCut(response, await forward(question, body), fault.at)
        break
      case 'garbage':
        sendGarbage(response, fault.as, fault.arrives ? await forward(question, body) : undefined)
        break
      case 'trickle':
        if (fault.side === 'question') send(response, await forward(question, body, fault.ms))
        else await sendSlowly(response, await forward(question, body), fault.ms)
        break
      default:
        if (fault?.do === 'delay') await pause(fault.ms)
        if (fault?.do === 'reorder') await untilOvertaken(path, fault.ms)
        send(response, await forward(question, body))
    }
  }

  /** Resolves when another request to this path was answered, or after `ms`. */
  function untilOvertaken(path: string, ms: number): Promise<void> {
    const waiting = overtaken.get(path) ?? new Set()
    return new Promise((resolve) => {
      const go = () => {
        waiting.delete(go)
        resolve()
      }
      overtaken.set(path, waiting.add(go))
      void pause(ms).then(go)
    })
  }

  async function sendSlowly(response: ServerResponse, whole: WholeAnswer | undefined, ms: number): Promise<void> {
    if (!whole) {
      response.destroy()
      return
    }
    response.writeHead(whole.status, headersOf(whole))
    await trickle(
      whole.body,
      ms,
      (byte) => response.write(byte),
      () => response.destroyed,
    )
    response.end()
  }

  const server = createServer((question, response) => {
    answer(question, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    plan: (path, faults) => void planned.set(path, [...(planned.get(path) ?? []), ...faults]),
    clearFaults: () => planned.clear(),
    counts: () => counted,
    async close() {
      for (const timer of timers) clearTimeout(timer)
      agent.destroy()
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

const pathOf = ({ url }: IncomingMessage) => new URL(url ?? '/', 'http://line').pathname
const headersOf = ({ headers, body }: WholeAnswer) => ({
  'content-type': headers['content-type'] ?? '',
  'content-length': String(body.length),
})

async function sendCut(
  response: ServerResponse,
  whole: WholeAnswer | undefined,
  at: 'answer' | 'middle',
): Promise<void> {
  if (whole && at === 'middle') {
    response.writeHead(whole.status, headersOf(whole))
    await new Promise((resolve) => {
      response.write(whole.body.subarray(0, Math.ceil(whole.body.length / 2)), resolve)
    })
  }
  response.destroy()
}

function sendGarbage(
  response: ServerResponse,
  as: 'bytes' | 'page' | 'half' | 'other',
  whole: WholeAnswer | undefined,
): void {
  switch (as) {
    case 'bytes':
      response.socket?.end(Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0xfe, 0x0d, 0x0a]))
      break
    case 'page':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
      break
    case 'half':
      response.writeHead(200, JSON_HEAD).end((whole?.body.toString('utf8') ?? '{"ok":true}').slice(0, -1))
      break
    case 'other':
      response.writeHead(200, JSON_HEAD).end('{"ok":"perhaps","state":"approved","approvedAvos":-1}')
      break
  }
}

const JSON_HEAD = { 'content-type': 'application/json' }

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) if (part instanceof Buffer) parts.push(part)
  return Buffer.concat(parts)
}
