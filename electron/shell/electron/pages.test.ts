import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPages, type Pages } from '../pages.ts'
import { answerPage } from './pages.ts'

let folder: string
let pages: Pages

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-app-'))
  mkdirSync(path.join(folder, 'assets'))
  writeFileSync(path.join(folder, 'kiosk.html'), 'kiosk page')
  writeFileSync(path.join(folder, 'counter.html'), 'counter page')
  writeFileSync(path.join(folder, 'assets', 'main.js'), 'js')
  pages = await readPages(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ask = async (address: string, method = 'GET', trouble: Parameters<typeof answerPage>[1]['trouble'] = null) => {
  const { status, headers, body } = await answerPage({ address, method }, { page: 'kiosk', pages, trouble })
  return { status, headers, text: new TextDecoder().decode(body) }
}

describe('the pages’ own scheme', () => {
  it('serves the face’s page and the files of the build', async () => {
    expect(await ask('app://balcao/kiosk')).toMatchObject({ status: 200, text: 'kiosk page' })
    expect(await ask('app://balcao/assets/main.js')).toMatchObject({ status: 200, text: 'js' })
  })

  it.each([
    ['app://balcao/counter', 403],
    ['app://balcao/', 404],
    ['app://balcao/kiosk.html', 404],
    ['app://balcao/assets/../counter.html', 404],
    ['app://balcao/assets/%2e%2e/counter.html', 404],
    ['app://balcao/..%2fcounter.html', 404],
    ['app://evil/kiosk', 403],
    ['https://balcao/kiosk', 403],
    ['file:///etc/passwd', 403],
  ])('refuses %s', async (address, status) => {
    const answer = await ask(address)
    expect(answer.status).toBe(status)
    expect(answer.text).not.toContain('counter page')
  })

  it('answers GET alone', async () => {
    expect((await ask('app://balcao/kiosk', 'POST')).status).toBe(405)
  })

  it('has the same strict headers as the browser shell on each answer', async () => {
    for (const { headers } of [
      await ask('app://balcao/kiosk'),
      await ask('app://balcao/nothing'),
      await ask('app://evil/'),
    ]) {
      expect(headers['Content-Security-Policy']).toMatch(/^default-src 'none'/)
      expect(headers['Content-Security-Policy']).not.toMatch(/unsafe-inline|(?<!wasm-)unsafe-eval|http/)
      expect(headers['Cache-Control']).toBe('no-store')
    }
  })

  it('shows the incident when the station could not start', async () => {
    const answer = await ask('app://balcao/kiosk', 'GET', { what: 'fault', incident: '1a2b3c4d', why: 'disk-full' })
    expect(answer.status).toBe(503)
    expect(answer.text).toContain('1a2b3c4d')
  })
})
