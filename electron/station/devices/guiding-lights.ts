import { LIGHT_PLACES, type Light, type LightPlace, type Lights } from '../../../hardware/lights/port.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import type { CardState } from '../../contract/index.ts'
import { BLINK_MS } from './limits.ts'
import { untilAway, type DeviceTests, type TestFault } from './tests.ts'

/** How long the light at the printer goes on after a paper came out, in milliseconds: nothing tells when it is taken. */
export const PAPER_LIT_MS = 15_000

/** What the station's lights show, which the station decides. Without lights it comes to nothing. */
export interface GuidingLights {
  /** Takes lights, which show at once what is to be shown; the returned function lets them go. */
  attach(lights: Lights): () => void
  /** Shows whether a kiosk's page takes codes. */
  showScanner(isTaking: boolean): void
  showCard(state: CardState): void
  /** The same printer, with the light where its paper comes out. */
  lit(printer: Printer): Printer
  /** The test of lights: all of them blink some seconds, and show then what is to be shown. */
  testsOf(lights: Lights): DeviceTests
}

/** Makes what the station's lights show; all are off at first. */
export function createGuidingLights(clock: Clock): GuidingLights {
  const attached = new Set<Lights>()
  const shown = new Map<LightPlace, Light>()
  const underTest = new Map<Lights, Promise<TestFault | undefined>>()
  let cancelPaper = () => {}

  function show(place: LightPlace, light: Light): void {
    if (shown.get(place) === light) return
    shown.set(place, light)
    for (const lights of attached) if (!underTest.has(lights)) lights.show(place, light)
  }

  async function blink(lights: Lights): Promise<TestFault | undefined> {
    for (const place of LIGHT_PLACES) lights.show(place, 'blinking')
    const fault = await untilAway(lights, clock, { withinMs: BLINK_MS, atEnd: () => undefined })
    underTest.delete(lights)
    for (const place of LIGHT_PLACES) lights.show(place, shown.get(place) ?? 'off')
    return fault
  }

  function blinkOnce(lights: Lights): Promise<TestFault | undefined> {
    const blinking = underTest.get(lights) ?? blink(lights)
    underTest.set(lights, blinking)
    return blinking
  }

  const darken = () => show('printer', 'off')

  return {
    attach(lights) {
      attached.add(lights)
      for (const [place, light] of shown) lights.show(place, light)
      return () => void attached.delete(lights)
    },
    testsOf: (lights) => ({ blink: () => blinkOnce(lights) }),
    showScanner: (isTaking) => show('scanner', isTaking ? 'on' : 'off'),
    showCard: (state) => show('card-reader', CARD_LIGHT[state]),
    lit: (printer) => ({
      ...printer,
      async print(markup) {
        cancelPaper()
        show('printer', 'blinking')
        const answer = await printer.print(markup)
        cancelPaper()
        if (answer.result === 'trouble') darken()
        // A paper of which nothing is known may lie there too.
        else cancelPaper = clock.after(PAPER_LIT_MS, darken)
        return answer
      },
    }),
  }
}

const CARD_LIGHT: Readonly<Record<CardState, Light>> = {
  none: 'off',
  in: 'on',
  unattended: 'blinking',
  forgotten: 'blinking',
  left: 'blinking',
}
