import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openVersions, place, type Versions } from './versions.ts'

let folder: string
let versions: Versions
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-versions-'))
  versions = open()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => path.join(folder, name)
function open(env: NodeJS.ProcessEnv = {}, freeBytes?: () => number): Versions {
  const opened = openVersions({ BALCAO_VERSIONS: folder, ...env }, freeBytes)
  if (!opened) throw new Error('no versions')
  return opened
}
const fetched = (text = 'two', sha512 = createHash('sha512').update('two').digest('base64')) => {
  writeFileSync(at('fetched'), text)
  return { file: at('fetched'), name: 'two.AppImage', sha512 }
}

describe.skipIf(process.platform === 'win32')('the versions of the program', () => {
  it('are undefined when no launcher started the program', () => {
    expect([openVersions({}), openVersions({ BALCAO_VERSIONS: '' })]).toEqual([undefined, undefined])
  })

  it('are on trial only when the launcher tries them', () => {
    symlinkSync('two.AppImage', at('trial'))
    expect([versions.isOnTrial(), open({ BALCAO_TRIAL: '1' }).isOnTrial()]).toEqual([false, true])
  })

  it('stay on trial and replace nothing once their trial was given up', () => {
    symlinkSync('one.AppImage', at('current'))
    const given = open({ BALCAO_TRIAL: '1' })
    expect(given.isOnTrial()).toBe(true)
    expect(() => given.endTrial()).toThrow('ENOENT')
    expect(readlinkSync(at('current'))).toBe('one.AppImage')
  })

  it('become the current one in one step', () => {
    symlinkSync('one.AppImage', at('current'))
    symlinkSync('two.AppImage', at('trial'))
    versions.endTrial()
    expect([readlinkSync(at('current')), readdirSync(folder)]).toEqual(['two.AppImage', ['current']])
  })

  it("are prepared as a copy that isn't started yet, and then become the next", async () => {
    symlinkSync('older.AppImage', at('next'))
    expect(await versions.prepare(fetched())).toBe(true)
    expect([readlinkSync(at('next')), existsSync(at('two.AppImage'))]).toEqual(['older.AppImage', false])
    versions.setNext(fetched())
    expect([
      readFileSync(at('two.AppImage'), 'utf8'),
      statSync(at('two.AppImage')).mode & 0o777,
      readlinkSync(at('next')),
    ]).toEqual(['two', 0o755, 'two.AppImage'])
    expect(readdirSync(folder).sort()).toEqual(['next', 'two.AppImage'])
  })

  it("aren't prepared when the bytes were changed since they were fetched", async () => {
    expect(await versions.prepare(fetched('other'))).toBe(false)
    expect(readdirSync(folder)).toEqual(['fetched'])
  })

  it("aren't prepared once they failed three times", async () => {
    writeFileSync(at('failed'), 'two.AppImage\nthree.AppImage\ntwo.AppImage\n')
    expect(await versions.prepare(fetched())).toBe(true)
    writeFileSync(at('failed'), 'two.AppImage\n'.repeat(3))
    expect(await versions.prepare(fetched())).toBe(false)
  })

  it("aren't prepared in place of the current one", async () => {
    symlinkSync('two.AppImage', at('current'))
    expect(await versions.prepare(fetched())).toBe(false)
  })

  it("aren't prepared when the disk would have too little room left, and leave nothing behind", async () => {
    const left = 512 * 1024 * 1024
    writeFileSync(at('two.AppImage.new'), 'what a power cut left')
    await expect(open({}, () => left + 2).prepare(fetched())).rejects.toThrow('no room')
    expect(readdirSync(folder)).toEqual(['fetched'])
    const roomy = open({}, () => left + 3)
    expect(await roomy.prepare(fetched())).toBe(true)
    expect([roomy.hasRoomFor(3), roomy.hasRoomFor(4)]).toEqual([true, false])
  })

  it.each([
    ['may be ended', [true, true], 'placed', 'two.AppImage'],
    ['may not be', [false], 'waits', undefined],
    ['may not be any more once it is copied', [true, false], 'waits', undefined],
  ] as const)('become the next when the program %s: %j', async (_when, answers, outcome, next) => {
    const asked = [...answers]
    expect(await place(fetched(), versions, () => Promise.resolve(asked.shift() ?? false))).toBe(outcome)
    expect([existsSync(at('next')) ? readlinkSync(at('next')) : undefined, asked]).toEqual([next, []])
  })

  it('are as new as the newest that was signed or that runs', () => {
    expect(versions.newest('0.1.0')).toBe('0.1.0')
    versions.noteSigned('0.10.0')
    expect([versions.newest('0.9.0'), open().newest('0.11.0')]).toEqual(['0.10.0', '0.11.0'])
    writeFileSync(at('newest'), 'x')
    expect(versions.newest('0.9.0')).toBe('0.9.0')
  })
})
