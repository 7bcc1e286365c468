import { request } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * Makes a function that sends requests to the sandbox's books under their host name, always to this machine, whatever
 * the system resolves the name to. Each request has its own connection, since the sandbox may close a kept one just as
 * it is used. Rejects also where the answer is incomplete: the sandbox may be killed while it answers.
 */
export function askAt(booksUrl: string) {
  const { host, port } = new URL(booksUrl)
  return (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const asking = request(
        { host: '127.0.0.1', port, path, method, agent: false, headers: { host, 'content-type': 'application/json' } },
        (response) => {
          text(response)
            .then((answer) => {
              if (response.statusCode === undefined || response.statusCode >= 300)
                throw new Error(`the books answered ${String(response.statusCode)} to ${path}`)
              resolve(answer === '' ? undefined : JSON.parse(answer))
            })
            .catch(reject)
        },
      )
      asking.on('error', reject)
      asking.end(body === undefined ? undefined : JSON.stringify(body))
    })
}
