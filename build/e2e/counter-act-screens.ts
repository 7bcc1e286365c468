import { digitsOfResident } from '../twins/digits.ts'
import { deskScreen, shown, type DeskScreen, type DeskStep } from './counter-screens.ts'
import { scan } from './station.ts'

const order =
  (...words: Parameters<Parameters<DeskStep>[2]['order']>): DeskStep =>
  (_desk, _page, station) =>
    station.order(...words)
const card = (resident: string): DeskStep => order({ do: 'card-reader.resident', resident })
const finger = (to: 'owner' | 'other'): DeskStep => order({ do: 'fingerprint.finger', to })
const keys =
  (...names: string[]): DeskStep =>
  (desk) =>
    desk.press(...names)
const number =
  (resident: string): DeskStep =>
  async (_desk, page, station) =>
    scan(page, (await station.phone(resident)).bindingNumber?.text ?? '')
const sensor = shown('main svg.lucide-fingerprint')
const nothingInside: readonly DeskStep[] = [
  order({ do: 'fingerprint.finger', to: 'none' }),
  order({ do: 'card-reader.card', to: 'out' }),
]

const screen = (name: string, ...steps: DeskStep[]): DeskScreen => deskScreen(`act-${name}`, ...nothingInside, ...steps)
const fullOnly = (name: string, ...steps: DeskStep[]): DeskScreen => ({ ...screen(name, ...steps), fullOnly: true })

const bind: readonly DeskStep[] = [keys('F5'), shown('main svg.lucide-id-card')]
const toNumber: readonly DeskStep[] = [...bind, card('twin-one'), sensor, finger('owner'), shown('main form input')]
const toDigits: readonly DeskStep[] = [...toNumber, number('twin-one'), shown('main input[maxlength="6"]')]
const digits = (resident: string): DeskStep => keys(...digitsOfResident(resident), 'Enter')
const toConfirm: readonly DeskStep[] = [...toDigits, digits('twin-one'), shown('main section.holder')]
const reset = (resident: string): readonly DeskStep[] => [
  keys('F6'),
  shown('main svg.lucide-id-card'),
  card(resident),
  sensor,
]
const toChoose = (resident: string): readonly DeskStep[] => [
  ...reset(resident),
  finger('owner'),
  shown('main .pick[aria-pressed=true]'),
]
const frozen: readonly DeskStep[] = [
  ...toChoose('two-cars'),
  keys('l'),
  shown('main section.holder'),
  keys('f', 'Enter'),
  shown('main .prompt svg.lucide-snowflake'),
]

/** Every state of an act on identity at the counter that stays until somebody does something. */
export const ACT_SCREENS: readonly DeskScreen[] = [
  screen('card', ...bind),
  screen('guardian', ...bind, card('child-one'), shown('main svg.lucide-users-round')),
  screen('finger', ...bind, card('twin-one'), sensor),
  screen('finger-again', ...reset('two-cars'), finger('other'), shown('main .notice')),
  screen('face', ...reset('two-cars'), keys('f'), shown('main section.holder')),
  screen('number', ...toNumber),
  screen('number-of-another', ...toNumber, number('twin-two'), shown('main [role=alert]')),
  screen('digits', ...toDigits),
  screen('digits-wrong', ...toDigits, digits('twin-two'), shown('main [role=alert]')),
  screen('confirm-bind', ...toConfirm),
  fullOnly('confirm-form', ...toConfirm, keys('f'), shown('main button[aria-pressed=true]')),
  screen('bound', ...toConfirm, keys('f', 'Enter'), shown('main .prompt svg.lucide-circle-check')),
  screen('choose', ...toChoose('mother')),
  screen('confirm-freeze', ...toChoose('two-cars'), keys('l'), shown('main section.holder')),
  screen('frozen', ...frozen),
  screen('ending', ...frozen, keys('e'), shown('main button[aria-pressed]')),
  screen('paper', ...frozen, keys('r'), shown('main .sheet')),
  screen(
    'code',
    keys('F7'),
    shown('main svg.lucide-id-card'),
    card('two-cars'),
    sensor,
    finger('owner'),
    shown('main svg.lucide-scan-line'),
  ),
  screen(
    'card-removed',
    ...bind,
    card('twin-one'),
    sensor,
    order({ do: 'card-reader.card', to: 'out' }),
    shown('main .refusal'),
  ),
  screen(
    'unknown',
    async (_desk, _page, station) => {
      const faults = [
        { call: 'performAct', act: 'drop', times: 1_000 },
        { call: 'settleAct', act: 'drop', times: 1_000 },
      ]
      await station.train('faults', { clear: true, faults })
    },
    ...toConfirm,
    keys('f', 'Enter'),
    shown('main svg.lucide-file-question-mark'),
  ),
]
