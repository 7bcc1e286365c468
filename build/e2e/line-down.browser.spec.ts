import { readdirSync, readFileSync } from 'node:fs'
import { overflow } from './axe.ts'
import { keyboardAt } from './pace.ts'
import { residentAt } from './resident.ts'
import { signIn } from './screens.ts'
import { expect, scan, test } from './station.ts'

/** The id of the sandbox's process, a child of this one. */
function sandbox(): number {
  const ours = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/status`, 'utf8').includes(`\nPPid:\t${process.pid}\n`) &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sandbox/serving/main')
        )
      } catch {
        return false
      }
    })
  if (ours === undefined) throw new Error('The sandbox has no process.')
  return Number(ours)
}

/** The time of the revocations by which an eID was decided on, and their age, as a screen says it. */
const KNOWN = /Revocations known as of \d+ \w+ \d\d:\d\d, \d+ (minute|hour)s? ago\./

test.skip(process.platform !== 'linux', "Needs /proc to find the sandbox's process.")

test("an eID is checked with the trust bundle while the gateway doesn't answer", async ({
  station,
  counter,
  kiosk,
}) => {
  const [first, second, third] = [
    await station.phone('two-cars'),
    await station.phone('cancelled-card'),
    await station.phone('guardian'),
  ]
  await residentAt(kiosk, station).speakEnglish()
  await signIn(counter)
  await counter.getByRole('button', { name: 'English', exact: true }).click()
  await counter.getByRole('radio').first().click()
  const gateway = sandbox()
  process.kill(gateway, 'SIGSTOP')
  try {
    await scan(counter, first.eid.text ?? '')
    await expect(counter.locator('section.person')).toContainText(first.nameChinese)
    await expect(counter.locator('section.person')).not.toContainText('checked live')
    await expect(counter.locator('section.person')).toContainText(KNOWN)
    await expect(counter.getByRole('contentinfo')).toContainText('Line down')
    await keyboardAt(counter).press('Escape')
    await scan(counter, second.eid.text ?? '')
    await expect(counter.getByRole('alert')).toContainText('eID unbound')
    await expect(counter.getByRole('alert')).toContainText(KNOWN)
    await scan(kiosk, third.eid.text ?? '')
    await expect(kiosk.locator('section.person')).toContainText(KNOWN)
    for (const access of ['Low reach', 'Simple view']) {
      await kiosk.getByRole('button', { name: access, exact: true }).click()
      await expect(kiosk.locator('main .known')).toBeVisible()
      expect(await overflow(kiosk)).toBeLessThanOrEqual(0)
    }
  } finally {
    process.kill(gateway, 'SIGCONT')
  }
  await expect(counter.getByRole('contentinfo')).toContainText('Line up', { timeout: 30_000 })
})
