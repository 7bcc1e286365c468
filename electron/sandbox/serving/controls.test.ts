import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RESIDENTS } from '../phones/residents.ts'
import { createManualClock } from '../trust/trust.fixture.ts'
import { askBooks } from '../agencies/money.fixture.ts'
import { controls, heldCard, residents } from './books-contract.ts'
import { createGatewayFaults } from './controls.ts'
import { launchSandbox, type Sandbox } from './launch.ts'

describe('a gateway', () => {
  it('answers a second late, with an error or not at all, as ordered, until it is well again', async () => {
    const { clock, pass } = createManualClock()
    const faults = createGatewayFaults(clock)
    const ask = () => faults.answer(() => Response.json('good'))
    expect((await ask()).status).toBe(200)
    faults.set('failing')
    expect((await ask()).status).toBe(500)
    faults.set('down')
    expect((await ask()).headers.has('x-cut-off')).toBe(true)
    faults.set('slow')
    let answered = 0
    const slow = ask().then(({ status }) => void (answered = status))
    await pass(999)
    expect(answered).toBe(0)
    await pass(1)
    await slow
    expect(answered).toBe(200)
    faults.set('well')
    expect((await ask()).status).toBe(200)
  })
})

describe('the control of a running sandbox', () => {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-controls-'))
  let sandbox: Sandbox
  beforeAll(async () => {
    const launched = await launchSandbox({ folder })
    if (!launched.ok) throw new Error(launched.refusal.code)
    ;({ sandbox } = launched)
  })
  afterAll(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('says what holds, and takes no order of another shape', async () => {
    const held = async () => controls.parse((await askBooks(sandbox, '/controls')).json)
    expect(await held()).toEqual({ answers: 'well', offsetMs: 0, walletShow: 'wait' })
    for (const [path, order] of [
      ['/answers', { answers: 'down' }],
      ['/clock', { offsetMs: 600_000 }],
      ['/auto', { walletShow: 'approve' }],
    ] as const)
      expect((await askBooks(sandbox, path, order)).status).toBe(200)
    expect(await held()).toEqual({ answers: 'down', offsetMs: 600_000, walletShow: 'approve' })
    await expect(fetch(`${sandbox.url}/openapi.json`)).rejects.toThrow()
    expect((await askBooks(sandbox, '/answers', { answers: 'well' })).status).toBe(200)
    expect((await fetch(`${sandbox.url}/openapi.json`)).status).toBe(200)
    for (const path of ['/answers', '/clock']) expect((await askBooks(sandbox, path, { wrong: 1 })).status).toBe(400)
  })

  it('gives out what each resident puts into a reader: their ID card, or a card of another kind', async () => {
    const listed = residents.parse((await askBooks(sandbox, '/residents')).json).residents
    expect(listed.map(({ id }) => id)).toEqual(RESIDENTS.map(({ id }) => id))
    const cardOf = async (resident: string) => heldCard.parse((await askBooks(sandbox, '/card', { resident })).json)
    const [one, two] = [await cardOf('twin-one'), await cardOf('twin-two')]
    expect(one.card).toMatchObject({ format: 'balcao-virtual-card-1', kind: 'card' })
    expect(one.finger).not.toBe(two.finger)
    expect(one.card['groups']).not.toEqual(two.card['groups'])
    expect((await cardOf('blue-card')).card).toMatchObject({ kind: 'wrong-card', groups: {} })
    expect((await askBooks(sandbox, '/card', { resident: 'nobody' })).status).toBe(404)
    expect((await askBooks(sandbox, '/card', { resident: 'NOBODY' })).status).toBe(400)
  })
})
