import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openVersions, type Versions } from './versions.ts'

let folder: string
let versions: Versions
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-versions-'))
  versions = open()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => path.join(folder, name)
function open(env: NodeJS.ProcessEnv = {}): Versions {
  const opened = openVersions({ BALCAO_VERSIONS: folder, ...env })
  if (!opened) throw new Error('no versions')
  return opened
}
const fetched = (text = 'two', sha512 = createHash('sha512').update('two').digest('base64')) => {
  writeFileSync(at('fetched'), text)
  return { file: at('fetched'), name: 'two.AppImage', sha512 }
}

describe.skipIf(process.platform === 'win32')('the versions of the program', () => {
  it('aren\'t there where no launcher started it', () => {
    expect([openVersions({}), openVersions({ BALCAO_VERSIONS: '' })]).toEqual([undefined, undefined])
  })

  it('are on trial only where the launcher tries them', () => {
    expect([versions.isOnTrial(), open({ BALCAO_TRIAL: '1' }).isOnTrial()]).toEqual([false, false])
    symlinkSync('two.AppImage', at('trial'))
    expect([versions.isOnTrial(), open({ BALCAO_TRIAL: '1' }).isOnTrial()]).toEqual([false, true])
  })

  it('become the current one in one step', () => {
    symlinkSync('one.AppImage', at('current'))
    symlinkSync('two.AppImage', at('trial'))
    versions.proved()
    expect([readlinkSync(at('current')), readdirSync(folder)]).toEqual(['two.AppImage', ['current']])
  })

  it('are placed as the next, and can be run; nothing else is left', () => {
    symlinkSync('older.AppImage', at('next'))
    expect(versions.place(fetched())).toBe(true)
    expect([readFileSync(at('two.AppImage'), 'utf8'), statSync(at('two.AppImage')).mode & 0o777, readlinkSync(at('next'))]).toEqual(['two', 0o755, 'two.AppImage'])
    expect(readdirSync(folder).sort()).toEqual(['fetched', 'next', 'two.AppImage'])
  })

  it('aren\'t placed where the bytes were changed since they were fetched', () => {
    expect(versions.place(fetched('other'))).toBe(false)
    expect(readdirSync(folder)).toEqual(['fetched'])
  })

  it('aren\'t placed once they failed three times', () => {
    writeFileSync(at('failed'), 'two.AppImage\nthree.AppImage\ntwo.AppImage\n')
    expect(versions.place(fetched())).toBe(true)
    writeFileSync(at('failed'), 'two.AppImage\n'.repeat(3))
    rmSync(at('next'))
    expect([versions.place(fetched()), existsSync(at('next'))]).toEqual([false, false])
  })

  it('are as new as the newest that was signed, or that runs', () => {
    expect(versions.newest('0.1.0')).toBe('0.1.0')
    versions.note('0.10.0')
    expect([versions.newest('0.9.0'), open().newest('0.11.0')]).toEqual(['0.10.0', '0.11.0'])
    writeFileSync(at('newest'), 'x')
    expect(versions.newest('0.9.0')).toBe('0.9.0')
  })
})
