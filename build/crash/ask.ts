import { request } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * Asks the sandbox's books by their name: only this machine's own port answers, whatever the system makes of the name.
 * Each question on a connection of its own: one that is kept may be closed by the other end just as it is asked on.
 * Rejects where the answer isn't whole too: the sandbox may be killed while it answers.
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
