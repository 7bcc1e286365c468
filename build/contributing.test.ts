import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { root } from './scripts/run.ts'

const page = readFileSync(path.join(root, 'build', 'CONTRIBUTING.md'), 'utf8')

describe('the page for contributors', () => {
  it('is led to by the README', () => {
    expect(readFileSync(path.join(root, 'README.md'), 'utf8')).toContain('](build/CONTRIBUTING.md)')
  })

  it('names files and folders that are there', () => {
    const named = [...page.matchAll(/`((?:build|electron|hardware|renderer)\/[\w./-]+)`/g)].map(([, file = '']) => file)
    expect(named.length).toBeGreaterThan(40)
    // NAME is a placeholder in the document.
    expect(named.filter((file) => !file.includes('NAME') && !existsSync(path.join(root, file)))).toEqual([])
    const linked = [...page.matchAll(/\]\(([\w./-]+)\)/g)].map(([, file = '']) => file)
    expect(linked.filter((file) => !existsSync(path.join(root, 'build', file)))).toEqual([])
  })

  it('names what is in a file by the name that it has there', () => {
    const named = [...page.matchAll(/((?:`[\w.-]+`(?:, | and )?)+) of `([\w/.-]+\.ts)`/g)]
    expect(named.length).toBeGreaterThan(8)
    const missing = named.flatMap(([, names = '', file = '']) => {
      const text = readFileSync(path.join(root, file), 'utf8')
      return [...names.matchAll(/`([^`]+)`/g)]
        .filter(([, name = '']) => !text.includes(name))
        .map(([, name]) => `${name ?? ''} of ${file}`)
    })
    expect(missing).toEqual([])
  })

  it('names commands that there are', () => {
    const named = [...page.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => name)
    expect(named.length).toBeGreaterThan(8)
    expect(named.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([])
  })

  it('tells each addition in ten lines at most', () => {
    const additions = page.split('\n### ').slice(1)
    expect(additions.map((text) => text.split('\n')[0])).toEqual([
      'A code kind',
      'A procedure',
      'A refusal',
      'A device',
      'A screen',
      'A key of the counter',
      'A sentence',
      'A language',
    ])
    for (const text of additions) expect(text.match(/^\d+\. /gm)?.length, text).toBeLessThanOrEqual(10)
  })
})
