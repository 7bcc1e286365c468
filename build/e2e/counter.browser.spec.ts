import type { Page } from 'playwright/test'
import { keyboardAt } from './pace.ts'
import { signIn } from './screens.ts'
import { expect, scan, test } from './station.ts'

async function enter(counter: Page): Promise<void> {
  await signIn(counter)
  await counter.getByRole('button', { name: 'English', exact: true }).click()
}

test('reads only fields that are approved for the chosen service', async ({ station, counter }) => {
  const frames: string[] = []
  const keep = ({ payload }: { payload: string | Buffer }): void => void frames.push(payload.toString())
  counter.on('websocket', (socket) => socket.on('framesent', keep).on('framereceived', keep))
  await counter.reload()
  await enter(counter)
  const phone = await station.phone('two-cars')
  await keyboardAt(counter).press('2')
  await scan(counter, phone.eid.text ?? '')
  await expect(counter.getByRole('region', { name: 'Person', exact: true })).toContainText(phone.nameChinese)
  await keyboardAt(counter).press('Alt+v')
  await expect(counter.getByRole('region', { name: 'Person', exact: true })).toContainText('9900000(1)')
  const crossed = frames.join('\n')
  expect(crossed).toContain('9900000(1)')
  expect(crossed).not.toContain('1980-02-29')
})

test('says that a code is old when a screenshot is shown, and names the clock when the phone is ahead', async ({
  station,
  counter,
}) => {
  await enter(counter)
  await keyboardAt(counter).press('1')
  const text = (await station.phone('mother')).eid.text ?? ''
  await station.order({ do: 'clock.station', to: 'minutes-ahead' })
  await scan(counter, text)
  await expect(counter.getByRole('alert')).toContainText('Old code')
  await station.order({ do: 'clock.station', to: 'minutes-behind' })
  await scan(counter, text)
  await expect(counter.getByRole('alert')).toContainText('Clocks disagree')
  await station.order({ do: 'clock.station', to: 'right' })
})
