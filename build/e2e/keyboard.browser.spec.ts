import { expect, test, chromium, type Browser, type CDPSession, type Page } from 'playwright/test'
import { servePage } from './page-server.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const EID = `ME1:${Array.from({ length: 706 }, (_, i) => ALPHABET[(i * 7 + i * i) % ALPHABET.length]).join('')}`

let served: Awaited<ReturnType<typeof servePage>>
let browser: Browser
let page: Page
let keyboard: CDPSession

test.beforeAll(async () => {
  served = await servePage('keyboard')
  browser = await chromium.launch({
    executablePath: process.env['BALCAO_TEST_BROWSER'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
})

test.beforeEach(async () => {
  page = await browser.newPage()
  await page.goto(served.url)
  keyboard = await page.context().newCDPSession(page)
})

test.afterEach(() => page.close())

test.afterAll(async () => {
  await browser.close()
  await served.close()
})

/** A key as a scanner sends it. `modifiers`: bits of the DevTools protocol (1 Alt, 2 Ctrl, 8 Shift). */
interface ScannerKey {
  key: string
  modifiers?: number
}

/**
 * Sends all keys at once, with time stamps 4 ms apart, so that a slow machine doesn't matter. Returns the time stamp
 * for the next key, in seconds.
 */
async function scan(keys: readonly ScannerKey[], start = Date.now() / 1000): Promise<number> {
  const codes: Record<string, [string, number]> = {
    Enter: ['Enter', 13],
    Tab: ['Tab', 9],
    F5: ['F5', 116],
    w: ['KeyW', 87],
    Escape: ['Escape', 27],
  }
  await page.evaluate(() => {
    document.body.dataset['keys'] = 'coming'
  })
  await Promise.all(
    keys.flatMap(({ key, modifiers = 0 }, i) => {
      const [code, windowsVirtualKeyCode] = codes[key] ?? ['', 0]
      const text =
        key.length === 1 && modifiers === 0 ? { text: key, unmodifiedText: key } : key === 'Enter' ? { text: '\r' } : {}
      const common = { key, code, modifiers, windowsVirtualKeyCode, timestamp: start + i * 0.004 }
      return [
        keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', ...common, ...text }),
        keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common }),
      ]
    }),
  )
  await page.evaluate(() => {
    delete document.body.dataset['keys']
  })
  return start + keys.length * 0.004
}

const keysOf = (text: string): ScannerKey[] => Array.from(text, (key) => ({ key }))

test('no key reaches the field when a dense code is scanned into it', async () => {
  await page.focus('#field')
  await scan([...keysOf(EID), { key: 'Enter' }])
  await expect(page.locator('#scans li')).toHaveText([EID])
  await expect(page.locator('#field')).toHaveValue('')
  await expect(page.locator('#model')).toHaveText('')
  await expect(page.locator('#heard li')).toHaveCount(0)
})

test("no key stays in the field when a scan's keys arrive late and in parts", async () => {
  await page.focus('#field')
  let at = await scan(keysOf(EID.slice(0, 4)))
  await expect(page.locator('#field')).toHaveValue(EID.slice(0, 4))
  at = await scan(keysOf(EID.slice(4, 400)), at)
  await expect(page.locator('#scans li')).toHaveText([EID.slice(0, 400)])
  await scan([...keysOf(EID.slice(400)), { key: 'Enter' }], at)
  await expect(page.locator('#scans li').last()).toHaveText(EID)
  await expect(page.locator('#field')).toHaveValue('')
  await expect(page.locator('#model')).toHaveText('')
})

test('no button is pressed and no shortcut runs when a code holds control keys', async () => {
  await page.focus('#button')
  await scan([
    { key: 'Enter' },
    ...keysOf(' A B C '),
    { key: 'w', modifiers: 2 },
    { key: 'F5' },
    { key: 'Escape' },
    ...keysOf('DEF'),
    { key: 'Tab' },
    { key: 'Enter' },
  ])
  await expect(page.locator('#scans li')).toHaveText([' A B C DEF'])
  await expect(page.locator('#button')).toBeFocused()
  await expect(page.locator('#heard li')).toHaveCount(0)
})

test("a person's typing arrives whole, slow or quick", async () => {
  await page.focus('#field')
  await page.keyboard.type('Avenida da Praia, 12: "澳門"', { delay: 80 })
  await expect(page.locator('#field')).toHaveValue('Avenida da Praia, 12: "澳門"')
  await page.fill('#field', '')
  let written = ''
  for (const word of ['sim ', 'não ', 'ok ', 'a1 ', 'ola!']) {
    await scan(keysOf(word))
    written += word
    await expect(page.locator('#field')).toHaveValue(written)
  }
  await expect(page.locator('#model')).toHaveText('sim não ok a1 ola!')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  await page.focus('#area')
  await page.keyboard.press('Control+v')
  await page.keyboard.press('Enter')
  await page.keyboard.type('b', { delay: 80 })
  await expect(page.locator('#area')).toHaveValue('sim não ok a1 ola\nb')
  await page.focus('#number')
  await page.keyboard.type('42', { delay: 80 })
  await expect(page.locator('#number')).toHaveValue('42')
  await expect(page.locator('#scans li')).toHaveCount(0)
})

test('buttons, boxes and forms react when a person presses their keys', async () => {
  await page.focus('#button')
  await page.keyboard.press('Enter')
  await expect(page.locator('#heard li')).toHaveText(['Enter', 'pressed'])
  await page.keyboard.press(' ')
  await expect(page.locator('#heard li')).toHaveText(['Enter', 'pressed', ' ', 'pressed'])
  await page.focus('#box')
  await page.keyboard.press(' ')
  await expect(page.locator('#box')).toBeChecked()
  await page.focus('#field')
  await page.keyboard.press('Enter')
  await expect(page.locator('#heard li').last()).toHaveText('sent')
  await page.keyboard.press('Alt+v')
  await page.keyboard.press('F2')
  await expect(page.locator('#heard li').last()).toHaveText('F2')
  await expect(page.locator('#scans li')).toHaveCount(0)
})
