import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Dots } from '../../hardware/printer/dots.ts'
import { pngOf } from '../../hardware/printer/png.ts'
import { renderDots } from '../../hardware/printer/raster.ts'
import { createTwinMachine } from '../../hardware/printer/twin.ts'
import { loadCarriedGlyphs } from '../../hardware/printer/bit-image.ts'
import { driveCounter } from './counter-driver.ts'
import { CUSTOMER_SCREENS, reachCustomerScreen } from './customer-screens.ts'
import { KIOSK_ACT_SCREENS } from './kiosk-act-screens.ts'
import { KIOSK_PAY_SCREENS } from './kiosk-screens.ts'
import {
  COUNTER_CAMERA,
  COUNTER_SCREENS,
  COUNTER_VIEWS,
  inEveryView,
  KIOSK_SCREENS,
  KIOSK_VIEWS,
  LANGUAGES,
  setUpCounter,
  setUpKiosk,
  SILENT_STATION,
  signIn,
} from './screens.ts'
import { test } from './station.ts'

const album = path.join(import.meta.dirname, '..', '..', 'test-results', 'screens')
mkdirSync(album, { recursive: true })

const taken: { file: string; face: string }[] = []

test.afterAll(() => {
  const pictures = taken.map(
    ({ file, face }) =>
      `<figure class="${face}"><img src="${file}" loading="lazy" alt="${file}"><figcaption>${file}</figcaption></figure>`,
  )
  const style =
    'body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:16px}figure{margin:0}.kiosk img{height:640px}' +
    '.counter img,.customer img{width:800px}'
  writeFileSync(
    path.join(album, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>Screens</title><style>${style}</style>${pictures.join('\n')}`,
  )
})

/** Keeps a paper in the album as the printer draws it. */
function keepPaper(name: string, paper: Dots | undefined): void {
  if (!paper) throw new Error(`No paper came out: ${name}`)
  const file = `paper-${name}.png`
  writeFileSync(path.join(album, file), pngOf(paper))
  taken.push({ file, face: 'paper' })
}

/**
 * Prints a receipt and, for a payment whose outcome isn't known, a pending slip; each in Chinese and one more language,
 * as the screen shows it and as the printer's twin draws it.
 */
for (const { id, button } of LANGUAGES.filter((one) => one.id === 'pt' || one.id === 'en')) {
  for (const name of ['pay-paid', 'pay-unknown']) {
    test(`paper · ${name} · ${id}`, async ({ station, kiosk }) => {
      await KIOSK_PAY_SCREENS.find((screen) => screen.name === name)?.reach(kiosk, station)
      await kiosk.getByRole('button', { name: button, exact: true }).click()
      await kiosk
        .locator('main button')
        .filter({ has: kiosk.locator('svg.lucide-printer') })
        .click()
      await kiosk.locator('main .notice').first().waitFor()
      const printed = await station.papers()
      const file = `paper-${name}-${id}.svg`
      writeFileSync(path.join(album, file), printed.svg)
      taken.push({ file, face: 'paper' })
      await loadCarriedGlyphs()
      const twin = createTwinMachine({ send: () => undefined, unplug: () => undefined, stall: () => undefined })
      twin.take(printed.escpos)
      keepPaper(`${name}-${id}`, twin.papers()[0])
    })
  }
}

/** Names as they are registered in Macao: of Big5, of HKSCS, with Portuguese and Vietnamese accents, and of neither. */
const NAMES = [
  '陳大文 CHAN TAI MAN',
  '歐陽銹瑩 AO IEONG SAU IENG',
  '李啓𨋢 㗎 𡃁 𠝹 LEI KAI LIP',
  'João António da Conceição',
  'Nguyễn Thị Ánh',
  '吉𠮷 (𠮷: U+20BB7)',
]

test('paper · names', async () => {
  const lines = NAMES.flatMap((name) => [`|${name}`, `|"${name}`])
  keepPaper('names', await renderDots(`^^姓名 NOMES NAMES\n-\n${lines.join('\n')}`))
})

for (const screen of [...KIOSK_PAY_SCREENS, ...KIOSK_ACT_SCREENS]) {
  test(`kiosk · ${screen.name}`, async ({ station, kiosk }) => {
    await screen.reach(kiosk, station)
    for (const { id, button } of LANGUAGES) {
      await kiosk.getByRole('button', { name: button, exact: true }).click()
      await inEveryView(kiosk, async (view) => {
        const file = `kiosk-${screen.name}-${id}-${view}.png`
        await kiosk.screenshot({ path: path.join(album, file) })
        taken.push({ file, face: 'kiosk' })
      })
    }
    await screen.leave?.(kiosk, station)
  })
}

for (const { id, button } of LANGUAGES) {
  for (const view of KIOSK_VIEWS) {
    test(`kiosk · ${id} · ${view}`, async ({ station, kiosk }) => {
      for (const screen of [...KIOSK_SCREENS, SILENT_STATION]) {
        await setUpKiosk(kiosk, button, view)
        await screen.reach(kiosk, station)
        const file = `kiosk-${screen.name}-${id}-${view}.png`
        await kiosk.screenshot({ path: path.join(album, file) })
        taken.push({ file, face: 'kiosk' })
      }
    })
  }
  for (const view of COUNTER_VIEWS) {
    test(`counter · ${id} · ${view}`, async ({ station, counter }) => {
      test.setTimeout(400_000)
      for (const screen of [
        ...COUNTER_SCREENS,
        ...[COUNTER_CAMERA, SILENT_STATION].map((last) => ({ ...last, signedIn: true })),
      ]) {
        await counter.reload()
        await setUpCounter(counter, button, view)
        if (screen.signedIn) await signIn(counter)
        await screen.reach(counter, station)
        const file = `counter-${screen.name}-${id}-${view}.png`
        await counter.screenshot({ path: path.join(album, file) })
        taken.push({ file, face: 'counter' })
      }
    })
  }
}

for (const screen of CUSTOMER_SCREENS) {
  test(`customer · ${screen.name}`, async ({ station, inBrowser, customer }) => {
    const counter = await driveCounter(inBrowser, station)
    try {
      await reachCustomerScreen(screen, { page: customer, counter, station })
      for (const { id, button } of LANGUAGES) {
        await customer.getByRole('button', { name: button, exact: true }).click()
        await inEveryView(customer, async (view) => {
          const file = `customer-${screen.name}-${id}-${view}.png`
          await customer.screenshot({ path: path.join(album, file) })
          taken.push({ file, face: 'customer' })
        })
      }
    } finally {
      await counter.close()
    }
  })
}
