import { clerkAt } from './clerk.ts'
import { codeOnScreen } from './counter-screens.ts'
import { expect, test } from './station.ts'
import { untilStill } from './stillness.ts'

const AWAY = ['scanner.line', 'cash-drawer.line', 'fingerprint.line', 'keypad.line', 'lights.line'] as const

test('the device screen shows on 1366×768 what its keys ask and find, while most devices are away', async ({
  counter,
  station,
}) => {
  await counter.setViewportSize({ width: 1366, height: 768 })
  const desk = clerkAt(counter)
  await desk.open()
  for (const line of AWAY) await station.order({ do: line, to: 'unplugged' })
  await desk.press('F10')
  await expect(counter.getByRole('contentinfo')).toContainText(`Devices not ready: ${AWAY.length}`)
  const printer = counter.locator('section.device').filter({ hasText: /Receipt printer/ })
  await expect(printer).not.toBeInViewport()
  await desk.press('7')
  await expect(printer).toContainText('it answers')
  await expect(printer).toBeInViewport({ ratio: 1 })
  await desk.press('p')
  await expect(counter.getByRole('button', { name: /^Print it/ })).toBeInViewport({ ratio: 1 })
  await expect(counter.getByText('Print a test paper?', { exact: true })).toBeInViewport({ ratio: 1 })
  await desk.press('Escape', 'c')
  const code = counter.getByRole('img', { name: 'Check code for a scanner', exact: true })
  await expect(code).toBeInViewport({ ratio: 1 })
  await untilStill(counter)
  await expect(codeOnScreen(counter)).resolves.toMatch(/^MEC1:/)
  for (const line of AWAY) await station.order({ do: line, to: 'plugged' })
})
