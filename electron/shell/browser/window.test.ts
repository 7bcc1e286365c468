import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PageFace } from '../faces.ts'
import { keepWindow, type KeptWindow } from './window.ts'

let folder: string
let window: KeptWindow | undefined

/** Writes a program that plays a browser: it records its arguments and its child's id, then runs `then`. */
function browser(then: string): string {
  const file = path.join(folder, 'browser')
  writeFileSync(
    file,
    `#!/bin/sh
echo "$@" >> ${folder}/arguments
sleep 60 & echo $! >> ${folder}/children
${then}
`,
  )
  chmodSync(file, 0o755)
  return file
}

const lines = (name: string): string[] => {
  const file = path.join(folder, name)
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}

const isAlive = (pid: string): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

function open(then: string, face: PageFace = 'kiosk', said: string[] = []): KeptWindow {
  let number = 0
  window = keepWindow({
    browser: { name: 'Chromium', path: browser(then) },
    face,
    address: () => `http://127.0.0.1:1/launch?token=${(number += 1)}`,
    endsWhenClosed: face === 'counter',
    say: (line) => said.push(line),
  })
  return window
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-browser-'))
})

afterEach(async () => {
  await window?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe.runIf(process.platform === 'linux')('a kept window (Linux)', () => {
  it('leaves neither process nor profile when it is closed', async () => {
    const kept = open('wait')
    await vi.waitFor(() => expect(lines('children')).toHaveLength(1))
    const profile = /--user-data-dir=(\S+)/.exec(lines('arguments')[0] ?? '')?.[1] ?? ''
    expect(existsSync(profile)).toBe(true)
    await kept.close()
    await vi.waitFor(() => expect(lines('children').filter(isAlive)).toEqual([]))
    expect(existsSync(profile)).toBe(false)
  })

  it("is killed when it doesn't close by itself", async () => {
    const kept = open('trap "" TERM; while :; do sleep 1; done')
    await vi.waitFor(() => expect(lines('children')).toHaveLength(1))
    await kept.close()
    await vi.waitFor(() => expect(lines('children').filter(isAlive)).toEqual([]))
  })

  it('opens again with a fresh address and a fresh profile when it dies', async () => {
    const said: string[] = []
    open(`[ $(wc -l < ${folder}/children) -ge 2 ] && wait; exit 7`, 'kiosk', said)
    await vi.waitFor(() => expect(lines('arguments')).toHaveLength(2), { timeout: 120_000 })
    const [first, second] = lines('arguments')
    expect(first).toContain('token=1')
    expect(second).toContain('token=2')
    expect(/--user-data-dir=\S+/.exec(first ?? '')?.[0]).not.toBe(/--user-data-dir=\S+/.exec(second ?? '')?.[0])
    expect(said).toEqual(['The window died; it opens again.'])
    await vi.waitFor(() => expect(isAlive(lines('children')[0] ?? '')).toBe(false))
  })

  it('reports that a browser cannot open here when it never stays open', async () => {
    expect(await open('exit 1').ended).toBe('cannot-open')
    expect(lines('arguments')).toHaveLength(3)
  })

  it('ends when a counter’s is closed by hand', async () => {
    expect(await open('exit 0', 'counter').ended).toBe('closed')
  })

  it('opens again when a kiosk’s is closed by hand', async () => {
    const said: string[] = []
    open(`[ $(wc -l < ${folder}/children) -ge 2 ] && wait; exit 0`, 'kiosk', said)
    await vi.waitFor(() => expect(lines('arguments')).toHaveLength(2), { timeout: 120_000 })
    expect(said).toEqual(['The window was closed; it opens again.'])
  })
})
