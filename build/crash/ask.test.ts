import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { askAt } from './ask.ts'

let close = () => {}
afterEach(() => close())

async function booksThat(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => {
    answer(response)
  })
  close = () => {
    server.close()
    server.closeAllConnections()
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return askAt(`http://books.localhost:${String((server.address() as AddressInfo).port)}`)
}

describe('a question to the books', () => {
  it('returns the answer, or undefined when there is none', async () => {
    expect(await (await booksThat((response) => void response.end('{"items":[]}')))('GET', '/books')).toEqual({
      items: [],
    })
    close()
    expect(
      await (
        await booksThat((response) => void response.writeHead(204).end())
      )('POST', '/faults', {}),
    ).toBeUndefined()
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['before it answers', (response) => void response.destroy()],
    [
      'in the middle of its answer',
      (response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"items":', () => void response.destroy())
      },
    ],
    [
      'in the middle of an answer without a length',
      (response) => {
        response.writeHead(200)
        response.write('{"items":', () => void response.destroy())
      },
    ],
  ])('throws when the sandbox is killed %s', async (_, answer) => {
    await expect((await booksThat(answer))('GET', '/books')).rejects.toThrow()
  })

  it('throws with the status and the path when it was refused', async () => {
    await expect(
      (await booksThat((response) => void response.writeHead(400).end()))('POST', '/auto', {}),
    ).rejects.toThrow('the books answered 400 to /auto')
  })
})
