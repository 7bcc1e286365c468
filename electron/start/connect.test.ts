import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { continuation } from '../sandbox/serving/books-contract.ts'
import { launchSandbox, type Sandbox } from '../sandbox/serving/launch.ts'
import { askBooks } from '../sandbox/agencies/money.fixture.ts'
import { startStation } from '../start.ts'
import { createKeyFile, openKeys } from '../station/storage/keys.ts'
import { createLog } from '../station/storage/log.ts'
import { systemRandom } from './system.ts'

const START = new URL('../start.ts', import.meta.url).href
const enrolled = z.object({ stationId: z.string() })

let parent: string
let data: string
let sandbox: Sandbox
let line: { server: Server; url: string }
/** The ids of the stations that the gateway enrolled; `beforeAnswer` runs before the station gets such an answer. */
let enrolledAs: string[]
let beforeAnswer: () => void
const running: { close(): Promise<void> }[] = []

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-connect-'))
  data = join(parent, 'data')
  mkdirSync(data, { mode: 0o700 })
  enrolledAs = []
  beforeAnswer = () => undefined
  const launched = await launchSandbox({ folder: join(parent, 'sandbox') })
  if (!launched.ok) throw new Error(launched.refusal.code)
  ;({ sandbox } = launched)
  line = await openLine()
})
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close()
  line.server.closeAllConnections()
  line.server.close()
  await sandbox.close()
  rmSync(parent, { recursive: true, force: true })
})

/** Serves a proxy to the sandbox that sees each enrolment's answer before it passes it on. */
async function openLine() {
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(z.instanceof(Buffer).parse(part))
      const { authorization } = request.headers
      const answer = await fetch(`${sandbox.url}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
        ...(request.method === 'POST' ? { body: Buffer.concat(parts) } : {}),
      })
      const body = Buffer.from(await answer.arrayBuffer())
      if (request.url === '/v1/stations' && answer.ok) {
        enrolledAs.push(enrolled.parse(JSON.parse(body.toString('utf8'))).stationId)
        beforeAnswer()
      }
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body)
    })().catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.int() }).parse(server.address())
  return { server, url: `http://127.0.0.1:${String(port)}` }
}

function tell(enrolmentCode: string): void {
  const rootSha256 = createHash('sha256').update(sandbox.root).digest('hex')
  writeFileSync(
    join(data, 'settings.json'),
    JSON.stringify({ station: { id: 'K-01', site: 'Test' }, gateway: { url: line.url }, enrolmentCode, rootSha256 }),
  )
}

/**
 * Starts the station as a process of its own and kills it after the gateway has enrolled it and before it gets the
 * answer.
 */
async function startAndKillBeforeAnswer(): Promise<void> {
  const script =
    `import(${JSON.stringify(START)}).then(({ startStation }) => startStation({ folder: ` +
    `${JSON.stringify(data)}, mode: 'production' }))`
  const child: ChildProcess = spawn(process.execPath, ['-e', script], { stdio: 'ignore' })
  beforeAnswer = () => {
    child.kill('SIGKILL')
  }
  await once(child, 'close')
  beforeAnswer = () => undefined
}

async function start() {
  const outcome = await startStation({ folder: data, mode: 'production', log: createLog({ stderr: false }) })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  running.push(outcome.station)
  await expect.poll(() => outcome.station.station.status().line.state, { timeout: 120_000 }).toBe('up')
}

describe('a station that is killed after asking for its enrolment, before the answer', () => {
  it('is enrolled once, as the same station', async () => {
    tell(sandbox.enrolmentCode)
    await startAndKillBeforeAnswer()
    await start()
    expect(enrolledAs).toHaveLength(2)
    expect(new Set(enrolledAs).size).toBe(1)
  }, 60_000)

  it('continues the station that its code names', async () => {
    tell(sandbox.enrolmentCode)
    await start()
    await running.pop()?.close()
    const [id] = enrolledAs
    tell(continuation.parse((await askBooks(sandbox, '/continue', { station: id })).json).code)
    await startAndKillBeforeAnswer()
    await start()
    expect(enrolledAs).toEqual([id, id, id])
  }, 60_000)
})

describe('a station of an earlier program, which kept no enrolment code', () => {
  async function forgetCode(): Promise<void> {
    await running.pop()?.close()
    const opened = await openKeys(data, createKeyFile(data, systemRandom), systemRandom)
    const enrolment = opened.ok ? opened.keys.enrolment() : undefined
    if (!opened.ok || !enrolment) throw new Error('no enrolment')
    opened.keys.enrol({ ...enrolment, code: undefined })
  }

  it('continues by a new code, and stays the same when given the code that it enrolled with', async () => {
    tell(sandbox.enrolmentCode)
    await start()
    const [id] = enrolledAs
    tell(continuation.parse((await askBooks(sandbox, '/continue', { station: id })).json).code)
    await forgetCode()
    await start()
    expect(enrolledAs).toEqual([id, id])
    await forgetCode()
    await start()
    expect(enrolledAs).toEqual([id, id])
  }, 60_000)
})
