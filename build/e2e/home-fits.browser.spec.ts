import type { Page } from 'playwright/test'
import { expect, test } from './station.ts'
import { untilStill } from './stillness.ts'

/** Lists buttons that lie over each other or aren't whole on the face, and surfaces whose words don't fit. */
const misplaced = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const app = document.querySelector('#app')?.getBoundingClientRect()
    const buttons = [...document.querySelectorAll<HTMLElement>('#app button')].map((button) => ({
      words: button.innerText.split('\n')[0] ?? '',
      box: button.getBoundingClientRect(),
    }))
    const beyond = buttons.filter(({ box }) => app && (box.bottom > app.bottom + 1 || box.right > app.right + 1))
    const over = buttons.flatMap((one, index) =>
      buttons
        .slice(index + 1)
        .filter(
          ({ box }) =>
            one.box.left < box.right - 2 &&
            box.left < one.box.right - 2 &&
            one.box.top < box.bottom - 2 &&
            box.top < one.box.bottom - 2,
        )
        .map((other) => `${one.words} lies over ${other.words}`),
    )
    const cut = [...document.querySelectorAll<HTMLElement>('.tile, .surface')]
      .filter((each) => each.scrollHeight > each.clientHeight + 2)
      .map((each) => `${each.innerText.split('\n')[0] ?? ''} doesn't fit`)
    return [...beyond.map(({ words }) => `${words} isn't whole`), ...over, ...cut]
  })

const PANELS = [
  { width: 1080, height: 1920 },
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
]

for (const panel of PANELS)
  test(`the home fits ${panel.width}×${panel.height} in the largest text, in low reach and beside the dock`, async ({
    kiosk,
  }) => {
    await kiosk.setViewportSize(panel)
    await kiosk.getByRole('button', { name: 'Português', exact: true }).click()
    const access = kiosk.locator('nav.access button')
    const look = async (what: string): Promise<void> => {
      await untilStill(kiosk)
      expect(await misplaced(kiosk), what).toEqual([])
    }
    await look('plain')
    await access.nth(4).click()
    await look('low reach')
    await access.nth(1).click()
    await access.nth(1).click()
    await look('low reach, largest text')
    await access.nth(4).click()
    await look('largest text')
    await kiosk.getByRole('button', { name: 'Painel do formador', exact: true }).click()
    await kiosk.getByRole('button', { name: 'Fechar', exact: true }).waitFor()
    await look('largest text, beside the dock')
    await access.nth(0).click()
    await look('simple view, largest text, beside the dock')
  })
