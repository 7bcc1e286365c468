import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeHeadAnchor } from '../journal/head-anchors.ts'
import { openFolder } from './folder.ts'
import { makePath } from './paths.ts'

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-paths-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

describe('a path', () => {
  it('is made for its owner alone, and left unchanged when it exists', () => {
    makePath(join(parent, 'a', 'b'))
    expect(statSync(join(parent, 'a', 'b')).isDirectory()).toBe(true)
    if (process.platform !== 'win32') expect(statSync(join(parent, 'a')).mode & 0o077).toBe(0)
    writeFileSync(join(parent, 'a', 'b', 'file'), 'mine')
    makePath(join(parent, 'a', 'b'))
    expect(existsSync(join(parent, 'a', 'b', 'file'))).toBe(true)
    expect(() => makePath(join(parent, 'a', 'b', 'file', 'c'))).toThrow()
  })

  it.skipIf(process.platform !== 'linux')('is refused at once when the system has no room for it', () => {
    expect(() => makePath('/proc/self/balcao/heads')).toThrow('ENOENT')
    expect(
      writeHeadAnchor({ heads: '/proc/self/balcao/heads', folder: parent, first: new Uint8Array(32) }, 'head-file', {
        seq: 1,
        hash: new Uint8Array(32),
      }),
    ).toBe(false)
    expect(openFolder('/proc/self/balcao')).toEqual({ ok: false, refusal: { code: 'folder-unwritable' } })
  })
})
