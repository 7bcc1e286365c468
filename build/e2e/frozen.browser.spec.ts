import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { violations } from './axe.ts'
import { keyboardAt } from './pace.ts'
import { expect, test } from './station.ts'

/** Within how many milliseconds a face says that its machine doesn't answer. */
const SAID_WITHIN = 10_000
const main = path.join(import.meta.dirname, '..', '..', 'electron', 'shell', 'browser', 'main.ts')

/** Starts a station as its own process, which can be frozen (SIGSTOP) at any moment. */
async function startStation(face: 'kiosk' | 'counter') {
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-frozen-'))
  const child = spawn(process.execPath, [main, '--shell', 'none', '--face', face, '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const over = once(child, 'exit')
  let address = ''
  for await (const line of createInterface({ input: child.stdout })) {
    address = /^Open (http\S+)/.exec(line)?.[1] ?? ''
    if (address !== '') break
  }
  child.stdout.resume()
  return {
    address,
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    async close() {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await over
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

test('a kiosk whose station is frozen says so, and comes back by itself', async ({ browser }) => {
  const station = await startStation('kiosk')
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 } })
  try {
    const page = await context.newPage()
    await page.goto(station.address)
    await page.getByRole('button', { name: 'English', exact: true }).click()
    const home = page.getByRole('heading', { name: 'Hold a code to the scanner', exact: true })
    const silent = page.getByRole('heading', { name: 'This machine does not answer just now', exact: true })
    await expect(home).toBeVisible()
    // The message isn't shown while the station answers.
    await expect(silent.waitFor({ timeout: SAID_WITHIN })).rejects.toThrow('Timeout')
    station.freeze()
    await expect(silent).toBeVisible({ timeout: SAID_WITHIN })
    // Neither a touch nor a key reaches anything behind the message.
    for (const name of [/^Vehicle tax/, /Scan with the camera/])
      await expect(
        page.getByRole('button', { name, exact: true }).click({ trial: true, timeout: 1000 }),
      ).rejects.toThrow()
    await keyboardAt(page).press('Tab')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
    expect(await violations(page)).toEqual([])
    station.thaw()
    await expect(silent).toHaveCount(0)
    // An open question stays under the message, and is there again afterwards.
    await page.getByRole('button', { name: /^Type a code/ }).click()
    const question = page.getByRole('textbox')
    await question.fill('a')
    station.freeze()
    await expect(silent).toBeVisible({ timeout: SAID_WITHIN })
    await expect(question.click({ trial: true, timeout: 1000 })).rejects.toThrow()
    expect(await silent.evaluate((heading) => heading.closest('[popover]')?.matches(':popover-open'))).toBe(true)
    station.thaw()
    await expect(silent).toHaveCount(0)
    await question.fill('')
    await keyboardAt(page).press('Escape')
    await page.getByRole('button', { name: /^Vehicle tax/ }).click()
    await expect(page.getByRole('button', { name: /Type a number plate/ })).toBeVisible()
  } finally {
    await context.close()
    await station.close()
  }
})

test('a counter whose station is frozen during a search says so, and shows the result afterwards', async ({
  browser,
}) => {
  const station = await startStation('counter')
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  try {
    const page = await context.newPage()
    await page.goto(station.address)
    const { press, type } = keyboardAt(page)
    await expect(page.locator('[data-sign-in]')).toBeFocused()
    await press('Enter')
    await expect(page.getByRole('textbox')).toBeVisible()
    await page.getByRole('button', { name: 'English', exact: true }).click()
    await press('F2')
    await type('MT0001')
    await press('Enter')
    await type('0001')
    station.freeze()
    await press('Enter')
    const silent = page.getByRole('heading', { name: 'This machine does not answer just now', exact: true })
    await expect(silent).toBeVisible({ timeout: SAID_WITHIN })
    // Keys pressed while the message is shown do nothing afterwards.
    await press('Escape')
    station.thaw()
    await expect(silent).toHaveCount(0)
    await expect(page.locator('[data-row]').first()).toBeVisible()
    await press('Enter')
    await expect(page.getByRole('heading', { name: 'How would the payer like to pay?', exact: true })).toBeVisible()
  } finally {
    await context.close()
    await station.close()
  }
})
