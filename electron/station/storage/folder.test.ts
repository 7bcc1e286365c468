import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storageRefusal } from './faults.ts'
import { rememberFiles, openFolder, writeAtomically, type DataFolder } from './folder.ts'

let parent: string
const opened: DataFolder[] = []

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-folder-'))
})
afterEach(() => {
  for (const folder of opened.splice(0)) folder.close()
  rmSync(parent, { recursive: true, force: true })
})

function open(path = join(parent, 'data'), mode?: 'training' | 'production') {
  const outcome = openFolder(path, mode)
  if (outcome.ok) opened.push(outcome.folder)
  return outcome
}

function openWhole(path?: string) {
  const outcome = open(path)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.folder
}

/** Another process that holds a folder, and says whether it still does. */
async function hold(path: string): Promise<{ isHeld(): Promise<boolean>; kill(): Promise<void> }> {
  const script = `const { openFolder } = await import(${JSON.stringify(new URL('./folder.ts', import.meta.url).href)})
    const { folder } = openFolder(${JSON.stringify(path)})
    console.log(folder.isHeld())
    process.stdin.on('data', () => console.log(folder.isHeld()))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answer = async () => {
    const [said]: unknown[] = await once(child.stdout, 'data')
    return String(said).trim() === 'true'
  }
  expect(await answer()).toBe(true)
  return {
    isHeld() {
      child.stdin.write('?')
      return answer()
    },
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

const closeAll = () => {
  for (const folder of opened.splice(0)) folder.close()
}
const code = (outcome: ReturnType<typeof open>) => (outcome.ok ? 'ok' : outcome.refusal.code)

describe('the data folder', () => {
  it('is made for its owner alone when there is none', () => {
    const folder = openWhole(join(parent, 'a', 'b'))
    expect(statSync(folder.path).mode & 0o777).toBe(0o700)
    for (const file of ['station.db', 'owner.db', 'version'])
      expect(statSync(join(folder.path, file)).mode & 0o077).toBe(0)
    expect(folder.mode).toBe('training')
    expect(folder.freeBytes()).toBeGreaterThan(0)
  })

  it('keeps each commit through a power cut: WAL and full synchronisation', () => {
    const { db } = openWhole()
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
  })

  it('is refused when it is open already, and is free again after it was closed', () => {
    openWhole()
    expect(code(open())).toBe('folder-in-use')
    closeAll()
    expect(code(open())).toBe('ok')
  })

  it('is refused while another process holds it, and free when that process is killed', async () => {
    const path = join(parent, 'data')
    const holder = await hold(path)
    expect(code(open())).toBe('folder-in-use')
    await holder.kill()
    expect(code(open())).toBe('ok')
  })

  it.each([
    ['deleted', (file: string) => rmSync(file)],
    [
      'replaced',
      (file: string) => {
        rmSync(file)
        writeFileSync(file, '')
      },
    ],
  ])("is refused while its holder's lock file is %s, and the holder notices", async (_what, change) => {
    const path = join(parent, 'data')
    const holder = await hold(path)
    expect(await holder.isHeld()).toBe(true)
    change(join(path, 'owner.db'))
    expect(code(open())).toBe('folder-in-use')
    expect(await holder.isHeld()).toBe(false)
    change(join(path, 'station.db'))
    expect(code(open())).not.toBe('ok')
    await holder.kill()
  })

  it("that replaces a held one isn't held by that process", async () => {
    const path = join(parent, 'data')
    const holder = await hold(path)
    cpSync(path, join(parent, 'copy'), { recursive: true })
    renameSync(path, join(parent, 'away'))
    expect(await holder.isHeld()).toBe(false)
    renameSync(join(parent, 'copy'), path)
    expect(await holder.isHeld()).toBe(false)
    await holder.kill()
  })

  it('is refused when a newer program wrote it, and nothing of it changes', () => {
    const folder = openWhole()
    closeAll()
    for (const line of ['3 training\n', '12 whatever comes then\n', '999']) {
      writeFileSync(join(folder.path, 'version'), line)
      expect(open()).toEqual({
        ok: false,
        refusal: { code: 'folder-newer', params: { version: Number.parseInt(line) } },
      })
      expect(readFileSync(join(folder.path, 'version'), 'utf8')).toBe(line)
    }
  })

  it('is refused as damaged when its version can not be read', () => {
    const folder = openWhole()
    closeAll()
    for (const line of ['', 'x', '2', '2 nothing\n', '-1 training\n']) {
      writeFileSync(join(folder.path, 'version'), line)
      expect(code(open())).toBe('data-damaged')
    }
  })

  it('belongs to one mode for good', () => {
    open(undefined, 'production')
    closeAll()
    expect(open(undefined, 'training')).toEqual({
      ok: false,
      refusal: { code: 'not-allowed', params: { mode: 'production' } },
    })
    expect(openWhole().mode).toBe('production')
  })

  it.each([
    ['is not a database', (file: string) => writeFileSync(file, 'x'.repeat(8192))],
    ['is empty', (file: string) => truncateSync(file, 0)],
    ['is gone', (file: string) => rmSync(file)],
    [
      'has a torn page',
      (file: string) => {
        const bytes = readFileSync(file)
        bytes.fill(0xff, 4096, 8192)
        writeFileSync(file, bytes)
      },
    ],
  ])('is refused as damaged, with nothing overwritten, when station.db %s', (_what, damage) => {
    const folder = openWhole()
    folder.db.exec("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('kept'); PRAGMA wal_checkpoint(TRUNCATE)")
    closeAll()
    const file = join(folder.path, 'station.db')
    damage(file)
    const before = existsSync(file) ? readFileSync(file).toString('hex') : null
    expect(code(open())).toBe('data-damaged')
    expect(existsSync(file) ? readFileSync(file).toString('hex') : null).toBe(before)
    expect(code(open()), 'the lock is free again').toBe('data-damaged')
  })

  it('is refused when it can not be written', () => {
    writeFileSync(join(parent, 'file'), '')
    expect(code(open(join(parent, 'file')))).toBe('folder-unwritable')
    expect(code(open(join(parent, 'file', 'below')))).toBe('folder-unwritable')
    expect(code(open('/proc/balcao'))).toBe('folder-unwritable')
    expect(code(open(join(parent, 'x'.repeat(300))))).toBe('folder-unwritable')
    mkdirSync(join(parent, 'taken', 'owner.db'), { recursive: true })
    expect(code(open(join(parent, 'taken')))).toBe('folder-unwritable')
  })

  it('reports no free space when it is gone', () => {
    const folder = openWhole()
    closeAll()
    rmSync(folder.path, { recursive: true })
    expect(folder.freeBytes()).toBe(0)
  })

  it('does not make a folder private that was there with something in it', () => {
    const path = join(parent, 'shared')
    mkdirSync(path)
    chmodSync(path, 0o755)
    writeFileSync(join(path, 'other'), '')
    openWhole(path)
    expect(statSync(path).mode & 0o777).toBe(0o755)
  })

  it('says that the disk is full when a write does not fit', () => {
    const { db } = openWhole()
    db.exec('PRAGMA max_page_count = 4; CREATE TABLE t (a BLOB)')
    expect(refusalOf(() => db.exec('INSERT INTO t VALUES (zeroblob(100000))'))).toBe('disk-full')
    if (existsSync('/dev/full')) expect(refusalOf(() => writeFileSync('/dev/full', 'x'))).toBe('disk-full')
  })
})

/** A folder as the program before the journal left it. */
function oldFolder(): string {
  const { path, db } = openWhole()
  db.exec("CREATE TABLE replayed (id TEXT) STRICT; INSERT INTO replayed VALUES ('kept')")
  closeAll()
  rmSync(join(path, 'journal.db'))
  mkdirSync(join(path, 'keys'))
  writeFileSync(join(path, 'keys', 'enrolment.sealed'), 'sealed')
  mkdirSync(join(path, 'logs'))
  writeFileSync(join(path, 'logs', 'station.log'), 'long')
  writeFileSync(join(path, 'version'), '1 production\n')
  return path
}

describe('an older data folder', () => {
  it('is copied unchanged, then brought to this version with everything in it', () => {
    const path = oldFolder()
    const { mode, db } = openWhole(path)
    expect(mode).toBe('production')
    expect(db.prepare('SELECT id FROM replayed').get()).toEqual({ id: 'kept' })
    expect(readFileSync(join(path, 'version'), 'utf8')).toBe('2 production\n')
    expect(existsSync(join(path, 'journal.db'))).toBe(true)
    const copy = join(path, 'copies', 'version-1')
    expect(readdirSync(copy).toSorted()).toEqual(['keys', 'station.db', 'version'])
    expect(readFileSync(join(copy, 'version'), 'utf8')).toBe('1 production\n')
    expect(readFileSync(join(copy, 'keys', 'enrolment.sealed'), 'utf8')).toBe('sealed')
    const before = new DatabaseSync(join(copy, 'station.db'), { readOnly: true })
    expect(before.prepare('SELECT id FROM replayed').get()).toEqual({ id: 'kept' })
    before.close()
    closeAll()
    writeFileSync(join(copy, 'mark'), '')
    openWhole(path)
    expect(existsSync(join(copy, 'mark')), 'it is migrated once').toBe(true)
  })

  it("is left unchanged when it can't be copied, and migrated once it can", () => {
    const path = oldFolder()
    writeFileSync(join(path, 'copies'), 'in the way')
    expect(code(open(path))).toBe('folder-unwritable')
    expect(readFileSync(join(path, 'version'), 'utf8')).toBe('1 production\n')
    expect(existsSync(join(path, 'journal.db'))).toBe(false)
    rmSync(join(path, 'copies'))
    expect(code(open(path))).toBe('ok')
  })

  it('is copied again when the power went before the copy was whole', () => {
    const path = oldFolder()
    mkdirSync(join(path, 'copies', 'version-1.new'), { recursive: true })
    writeFileSync(join(path, 'copies', 'version-1.new', 'half'), '')
    openWhole(path)
    expect(readdirSync(join(path, 'copies', 'version-1'))).not.toContain('half')
  })
})

describe('a data folder without its journal', () => {
  it('is refused as damaged instead of getting a new one', () => {
    const { path } = openWhole()
    closeAll()
    expect(code(open(path)), 'a journal that was never begun').toBe('ok')
    closeAll()
    mkdirSync(join(path, 'keys'))
    writeFileSync(join(path, 'keys', 'published.json'), '{}')
    expect(code(open(path))).toBe('data-damaged')
    rmSync(join(path, 'journal.db'))
    expect(code(open(path))).toBe('data-damaged')
  })
})

describe('the refusal for a failure of storage', () => {
  it("goes by the system's and SQLite's codes alone", () => {
    expect(storageRefusal(Object.assign(new Error(), { code: 'EROFS' }))).toBe('folder-unwritable')
    expect(storageRefusal(Object.assign(new Error(), { code: 'EDQUOT' }))).toBe('disk-full')
    expect(storageRefusal(Object.assign(new Error(), { code: 'ERR_SQLITE_ERROR', errcode: 13 }))).toBe('disk-full')
    expect(storageRefusal(Object.assign(new Error(), { code: 'ERR_SQLITE_ERROR', errcode: 4874 }))).toBe('disk-full')
    expect(storageRefusal(Object.assign(new Error(), { code: 'ERR_SQLITE_ERROR', errcode: 267 }))).toBe('data-damaged')
  })

  it('is undefined when the error is a bug', () => {
    for (const error of [
      new Error('full'),
      undefined,
      null,
      'ENOSPC',
      { code: 13 },
      Object.assign(new Error(), { code: 'ERR_SQLITE_ERROR', errcode: 1 }),
    ]) {
      expect(storageRefusal(error)).toBeUndefined()
    }
  })
})

describe('a small file', () => {
  it('is replaced whole, for its owner alone', () => {
    const file = join(parent, 'small')
    writeAtomically(file, 'one')
    writeAtomically(file, new Uint8Array([1, 2]))
    expect([...readFileSync(file)]).toEqual([1, 2])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(existsSync(`${file}.new`)).toBe(false)
  })
})

function refusalOf(work: () => unknown) {
  try {
    work()
    return 'nothing'
  } catch (error) {
    return storageRefusal(error)
  }
}

describe("the identity of a folder's files", () => {
  const name = 'kept'
  const inParent = (file: string) => join(parent, file)

  function begin() {
    writeFileSync(inParent(name), 'first')
    return rememberFiles(parent, [name])
  }

  /** Until the folder's times are older than a tick: from then on they are believed. */
  const settle = () =>
    new Promise((resolve) => {
      setTimeout(resolve, 150)
    })

  it('is lost once one was replaced, right after a check and long after', async () => {
    for (const wait of [() => Promise.resolve(), settle]) {
      const areSame = begin()
      await wait()
      expect(areSame()).toBe(true)
      writeFileSync(inParent('other'), 'first')
      renameSync(inParent('other'), inParent(name))
      expect(areSame()).toBe(false)
      expect(areSame()).toBe(false)
    }
  })

  it('is lost once one was deleted or the folder itself was put back', async () => {
    for (const harm of [
      () => {
        rmSync(inParent(name))
      },
      () => {
        cpSync(parent, `${parent}-copy`, { recursive: true, preserveTimestamps: true })
        rmSync(parent, { recursive: true })
        renameSync(`${parent}-copy`, parent)
      },
    ]) {
      const areSame = begin()
      await settle()
      expect(areSame()).toBe(true)
      harm()
      expect(areSame()).toBe(false)
    }
  })

  it.each([
    [name, 'further'],
    ['further', name],
  ])('of first and of further files is told apart when %s was replaced and %s was not', async (replaced, kept) => {
    const areFirst = begin()
    writeFileSync(inParent('further'), 'further')
    const areAll = areFirst.and(['further'])
    expect([areFirst(), areAll()]).toEqual([true, true])
    await settle()
    expect([areFirst(), areAll()]).toEqual([true, true])
    writeFileSync(inParent('other'), 'first')
    renameSync(inParent('other'), inParent(replaced))
    expect([areFirst(), areAll()]).toEqual([kept === name, false])
  })

  it('is that of the files seen first, even when one was replaced before others are added', () => {
    const areFirst = begin()
    writeFileSync(inParent('other'), 'first')
    renameSync(inParent('other'), inParent(name))
    expect(areFirst.and([])()).toBe(false)
  })

  it('is kept when other files come and go and contents change', async () => {
    const areSame = begin()
    await settle()
    writeFileSync(inParent('other'), '')
    writeFileSync(inParent(name), 'second')
    expect(areSame()).toBe(true)
    rmSync(inParent('other'))
    expect(areSame()).toBe(true)
  })
})
