import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { contract } from '../../contract/index.ts'
import type { FromStation, ToStation } from './messages.ts'

const sandbox = {
  url: 'http://127.0.0.1:9',
  phoneUrl: 'http://phone.localhost:9',
  enrolmentCode: 'x',
  root: Buffer.alloc(32).toString('base64'),
}
const folder = mkdtempSync(path.join(tmpdir(), 'balcao-utility-'))
const told: FromStation[] = []

/** Electron's main process, as the station's process sees it. */
class Parent extends EventEmitter {
  postMessage(message: FromStation): void {
    told.push(message)
  }

  tell(message: ToStation | { type: string }, ports: MessagePort[] = []): void {
    this.emit('message', { data: message, ports })
  }
}
const parent = new Parent()

const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)

beforeAll(async () => {
  Object.assign(process, { parentPort: parent })
  await import('./station.ts')
})

afterAll(() => {
  Reflect.deleteProperty(process, 'parentPort')
  exit.mockRestore()
  rmSync(folder, { recursive: true, force: true })
})

const was = (type: FromStation['type']): boolean => told.some((message) => message.type === type)

it('the station starts, serves a page over its port, asks the main process for the key, and closes', async () => {
  const early = new MessageChannel()
  const refused = new Promise((resolve) => early.port2.once('close', resolve))
  parent.tell({ type: 'page', face: 'kiosk', session: 'early' }, [early.port1])
  await refused

  parent.tell({ type: 'nonsense' })
  parent.tell({
    type: 'start',
    folder: path.join(folder, 'data'),
    mode: 'training',
    keys: 'system',
    sandbox,
    isPackaged: false,
  })
  await vi.waitFor(() => expect(was('key-wanted')).toBe(true))
  parent.tell({ type: 'key', dataKey: Buffer.alloc(32, 7).toString('base64') })
  await vi.waitFor(() => expect(was('started')).toBe(true))

  const { port1, port2 } = new MessageChannel()
  parent.tell({ type: 'page', face: 'counter', session: 'one' }, [port1])
  const client: ContractRouterClient<typeof contract> = createORPCClient(new RPCLink({ port: port2 }))
  port2.start()
  expect(await client.station.status()).toMatchObject({ mode: 'training', keyProtection: 'system', operator: null })
  expect((await client.operators.signInTraining()).ok).toBe(true)

  parent.tell({ type: 'close' })
  await vi.waitFor(() => expect(was('closed')).toBe(true))
  expect(exit).toHaveBeenCalledWith(0)
  expect(JSON.stringify(told)).not.toContain(Buffer.alloc(32, 7).toString('base64'))
})

it('the station reports the refusal when the key is not given', async () => {
  told.length = 0
  parent.tell({
    type: 'start',
    folder: path.join(folder, 'locked'),
    mode: 'training',
    keys: 'system',
    sandbox,
    isPackaged: false,
  })
  await vi.waitFor(() => expect(was('key-wanted')).toBe(true))
  parent.tell({ type: 'key', dataKey: null })
  await vi.waitFor(() => expect(told).toContainEqual({ type: 'refused', refusal: { code: 'key-locked' } }))
})
