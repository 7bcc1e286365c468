import { readdirSync, readFileSync } from 'node:fs'
import { keyboardAt } from './pace.ts'
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

test.skip(process.platform !== 'linux', "Needs /proc to find the sandbox's process.")

test("an eID is checked with the trust bundle while the gateway doesn't answer", async ({ station, counter }) => {
  const [first, second] = [await station.phone('two-cars'), await station.phone('cancelled-card')]
  await signIn(counter)
  await counter.getByRole('button', { name: 'English', exact: true }).click()
  await counter.getByRole('radio').first().click()
  const gateway = sandbox()
  process.kill(gateway, 'SIGSTOP')
  try {
    await scan(counter, first.eid.text ?? '')
    await expect(counter.locator('section.person')).toContainText(first.nameChinese)
    await expect(counter.locator('section.person')).not.toContainText('checked live')
    await expect(counter.getByRole('contentinfo')).toContainText('Line down')
    await keyboardAt(counter).press('Escape')
    await scan(counter, second.eid.text ?? '')
    await expect(counter.getByRole('alert')).toContainText('eID unbound')
  } finally {
    process.kill(gateway, 'SIGCONT')
  }
  await expect(counter.getByRole('contentinfo')).toContainText('Line up', { timeout: 30_000 })
})
