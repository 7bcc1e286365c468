import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../station/storage/log.ts'
import { acceptLoss } from './accept-loss.ts'
import { backUpFolder, restoreFolder } from './backup.ts'
import { exportFolder, readEntries, verifyFolder } from './journal.ts'
import { openStation } from './open.ts'
import { openOwnJournal } from './own-journal.ts'
import { systemClock, systemRandom } from './system.ts'
import { reachStation } from './technician.ts'

/** The restore is killed before one of so many changes to the disk; in the full run before each. */
const EVERY = process.env['BALCAO_FULL'] === '1' ? 1 : 4
/** Among these changes the restore begins to write to the folder, so it is killed before each of them. */
const BEGINS = { from: 8, to: 12 }

let parent: string
let backup: string
let headsBefore: string | undefined

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-cut-'))
  backup = join(parent, 'backup')
  headsBefore = process.env['BALCAO_HEADS']
  process.env['BALCAO_HEADS'] = join(parent, 'heads')
})
afterEach(() => {
  process.env['BALCAO_HEADS'] = headsBefore
  rmSync(parent, { recursive: true, force: true })
})

const start = (path: string) =>
  openStation({ path, clock: systemClock, random: systemRandom, log: () => createLog({ stderr: false }) })

async function record(folder: string): Promise<void> {
  const opened = await openOwnJournal(folder)
  if (!opened.ok) throw new Error(opened.refusal.code)
  await opened.journal.append([
    { kind: 'note', actor: 'system', transaction: null, facts: {}, body: { plate: 'MT-00-01' } },
  ])
  opened.journal.close()
}

/** Makes a backup of three entries of a journal of which this machine knows four. */
async function makeBackup(): Promise<void> {
  const data = join(parent, 'data')
  const outcome = await start(data)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  await outcome.opened.close()
  await record(data)
  await record(data)
  await backUpFolder(data, backup)
  await record(data)
}

/**
 * A script that restores and kills itself right before its file change number `CUT`, made by `node:fs` or by SQLite.
 */
const CUT = `
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  import { DatabaseSync, StatementSync } from 'node:sqlite'
  let done = 0
  const change = () => { if (++done === Number(process.env.CUT)) process.kill(process.pid, 'SIGKILL') }
  const before = (of, name, isChange) => {
    const call = of[name]
    of[name] = function (...args) {
      if (isChange(...args)) change()
      return call.apply(this, args)
    }
  }
  for (const name of ['copyFileSync', 'renameSync', 'mkdirSync', 'rmSync', 'fsyncSync', 'chmodSync']) before(fs, name, () => true)
  before(fs, 'writeSync', (handle) => handle > 2)
  before(fs, 'openSync', (_path, flags) => !flags.startsWith('r'))
  before(DatabaseSync.prototype, 'exec', () => true)
  before(StatementSync.prototype, 'run', () => true)
  syncBuiltinESMExports()
  const { restoreFolder } = await import(${JSON.stringify(new URL('./backup.ts', import.meta.url).href)})
  done = 0
  console.log(JSON.stringify(await restoreFolder(process.env.FROM, process.env.TO, { yes: true })))`

/** Runs the restore and answers whether it ended by itself. */
async function restoreCut(cut: number, to: string): Promise<boolean> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', CUT], {
    env: { ...process.env, CUT: String(cut), FROM: backup, TO: to },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [exitCode, signal]: unknown[] = await once(child, 'close')
  if (signal !== 'SIGKILL') expect(exitCode).toBe(0)
  return signal !== 'SIGKILL'
}

/** What a start finds in the folder: nothing yet, a refusal, or a station that knows that it was restored. */
async function whatStarts(folder: string): Promise<'nothing' | 'refused' | 'restored'> {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return 'nothing'
  const outcome = await start(folder)
  if (!outcome.ok) {
    expect(outcome.refusal).toEqual({ code: 'data-damaged', params: { unfinished: 'restore' } })
    return 'refused'
  }
  await outcome.opened.close()
  expect(await readEntries(folder, { from: 5, limit: 1 })).toMatchObject({ entries: [{ kind: 'journal-restored' }] })
  return 'restored'
}

describe('a restore that is killed', () => {
  it('at any change to the disk leaves nothing that looks like a station, and the next run does it all', async () => {
    await makeBackup()
    const seen: string[] = []
    for (let cut = EVERY === 1 ? 1 : BEGINS.from, isDone = false; !isDone; cut += cut < BEGINS.to ? 1 : EVERY) {
      const to = join(parent, `restored-${String(cut)}`)
      // Each run gets its own copy of the heads that this machine knew before.
      process.env['BALCAO_HEADS'] = join(parent, `heads-${String(cut)}`)
      cpSync(join(parent, 'heads'), process.env['BALCAO_HEADS'], { recursive: true })
      if (seen.length % 2 === 1) mkdirSync(to)
      isDone = await restoreCut(cut, to)
      const copy = `${to}-started`
      if (existsSync(to)) cpSync(to, copy, { recursive: true })
      seen.push(await whatStarts(copy))
      expect(await restoreFolder(backup, to, { yes: true }), `killed before change ${String(cut)}`).toMatchObject({
        ok: true,
        entries: 5,
      })
      expect(await readEntries(to, { from: 5, limit: 1 })).toMatchObject({
        entries: [
          { kind: 'journal-restored', facts: { isUnwitnessed: false, lost: [{ source: 'head-file', seq: 4 }] } },
        ],
      })
      expect(await verifyFolder(to, { hashes: false })).toMatchObject({
        ok: true,
        entries: 5,
        comparedWith: ['head-file'],
      })
      for (const each of [to, copy]) rmSync(each, { recursive: true, force: true })
    }
    expect([...new Set(seen)]).toEqual(['nothing', 'refused', 'restored'])
    expect(seen.filter((what) => what === 'refused').length).toBeGreaterThan(40 / EVERY)
  }, 300_000)

  it("is named by each command, and what it left can't be used", async () => {
    await makeBackup()
    const to = join(parent, 'restored')
    expect(await restoreCut(30, to)).toBe(false)
    const unfinished = { ok: false, refusal: { code: 'data-damaged', params: { unfinished: 'restore' } } }
    expect(await start(to)).toEqual(unfinished)
    expect(await reachStation(to, { evenNew: true })).toEqual(unfinished)
    expect(await reachStation(to, { evenNew: false })).toEqual(unfinished)
    expect(await verifyFolder(to, { hashes: true })).toEqual(unfinished)
    expect(await readEntries(to, { from: 1, limit: 1 })).toEqual(unfinished)
    expect(await exportFolder(to, join(parent, 'export'))).toEqual(unfinished)
    expect(await backUpFolder(to, join(parent, 'other'))).toEqual(unfinished)
    expect(await acceptLoss(to, { yes: true })).toEqual(unfinished)
    // Without `yes` the restore refuses again, and leaves the mark of an unfinished restore.
    expect(await restoreFolder(backup, to, { yes: false })).toMatchObject({
      ok: false,
      refusal: { code: 'not-allowed', params: { lostUntil: 4 } },
    })
    expect(readFileSync(join(to, 'version'), 'utf8')).toBe('restoring\n')
  })

  it("after its last step isn't repeated over later entries or for another backup", async () => {
    await makeBackup()
    const to = join(parent, 'restored')
    const first = await restoreFolder(backup, to, { yes: true })
    expect(await restoreFolder(backup, to, { yes: true })).toEqual(first)
    await backUpFolder(to, join(parent, 'other'))
    expect(await restoreFolder(join(parent, 'other'), to, { yes: true })).toEqual({
      ok: false,
      refusal: { code: 'not-allowed', params: { notEmpty: 1 } },
    })
    await record(to)
    expect(await restoreFolder(backup, to, { yes: true })).toEqual({
      ok: false,
      refusal: { code: 'not-allowed', params: { notEmpty: 1 } },
    })
  })
})
