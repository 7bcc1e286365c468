import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CashDrawer } from './port.ts'

/** What the conformance tests need of a cash drawer: the driver, its line cut and mended, and how often it was opened. */
export interface CashDrawerUnderTest {
  drawer: CashDrawer
  unplug(): Promise<void>
  replug(): Promise<void>
  opened(): number
  close(): Promise<void>
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 120_000 })

/** The conformance tests of every cash drawer. `open` is called once a test and gives one with nothing wrong. */
export function describeCashDrawer(name: string, open: () => Promise<CashDrawerUnderTest>): void {
  describe(name, () => {
    let under: CashDrawerUnderTest | undefined
    afterEach(async () => {
      await under?.close()
      under = undefined
    })

    async function opened() {
      const each = await open()
      under = each
      await until(() => expect(each.drawer.health().state).toBe('ready'))
      return each
    }

    it('opens each time that it is told to, and says that it was told', async () => {
      const { drawer, opened: count } = await opened()
      expect(await drawer.open()).toBe(true)
      await until(() => expect(count()).toBe(1))
      expect(await drawer.open()).toBe(true)
      await until(() => expect(count()).toBe(2))
      expect(drawer.health()).toMatchObject({ kind: 'cash', state: 'ready' })
    })

    it('says that it was not told while it is away, and does not open later by itself', async () => {
      const { drawer, unplug, replug, opened: count } = await opened()
      await unplug()
      await until(() => expect(drawer.health().state).toBe('lost'))
      expect(await drawer.open()).toBe(false)
      await replug()
      await until(() => expect(drawer.health().state).toBe('ready'))
      expect(count()).toBe(0)
      expect(await drawer.open()).toBe(true)
      await until(() => expect(count()).toBe(1))
    })

    it('says how it is when it is asked, and does not open by that', async () => {
      const { drawer, unplug, replug, opened: count } = await opened()
      expect(await drawer.check()).toBeUndefined()
      await unplug()
      await until(() => expect(drawer.health().state).toBe('lost'))
      expect(await drawer.check()).toBe(drawer.health().error)
      await replug()
      await until(() => expect(drawer.health().state).toBe('ready'))
      expect(await drawer.check()).toBeUndefined()
      // What was told before is carried out by now.
      expect(await drawer.open()).toBe(true)
      await until(() => expect(count()).toBe(1))
    })

    it('tells its health to no listener that stopped, and to none once it is closed', async () => {
      const { drawer, unplug, replug } = await opened()
      const [heard, stopped] = [vi.fn(), vi.fn()]
      drawer.onHealth(heard)
      drawer.onHealth(stopped)()
      await unplug()
      await until(() => expect(heard).toHaveBeenCalledTimes(1))
      await drawer.close()
      await replug()
      expect(heard).toHaveBeenCalledTimes(1)
      expect(stopped).not.toHaveBeenCalled()
    })
  })
}
