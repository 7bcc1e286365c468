import type { ActKind } from '../../../electron/contract/index.ts'
import type { DeskView } from '../desk-views.ts'

/** The steps of each kind of act, as the step bar names them. */
const STEPS = {
  bind: ['card', 'finger', 'number', 'confirm', 'done'],
  freeze: ['card', 'finger', 'choose', 'confirm', 'done'],
  'end-freeze': ['card', 'finger', 'choose', 'confirm', 'done'],
  'lift-freeze': ['card', 'finger', 'code', 'confirm', 'done'],
} as const satisfies Readonly<Record<ActKind, readonly string[]>>

/** The names of an act's steps. */
export const stepNamesOf = (kind: ActKind): (typeof STEPS)[ActKind] => STEPS[kind]

const AT: Readonly<Partial<Record<DeskView, number>>> = {
  'act-beginning': 1,
  'act-card': 1,
  'act-finger': 2,
  'act-face': 2,
  'act-number': 3,
  'act-code': 3,
  'act-choose': 3,
  'act-digits': 4,
  'act-confirm': 4,
  'act-asking': 4,
}

/** At which step, counted from 1, an act's view is. */
export const stepAt = (view: DeskView): number => AT[view] ?? 5
