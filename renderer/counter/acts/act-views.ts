import type { Act } from '../../../electron/contract/index.ts'

/** The views of an act on identity at the desk, each with its own middle and its own keys. */
export const ACT_VIEWS = [
  'act-beginning',
  'act-card',
  'act-finger',
  'act-face',
  'act-number',
  'act-code',
  'act-choose',
  'act-digits',
  'act-confirm',
  'act-asking',
  'act-done',
  'act-paper',
  'act-refused',
  'act-unknown',
] as const
export type ActView = (typeof ACT_VIEWS)[number]

/** The state of the desk that decides the view of an act. */
export interface ActState {
  act: Act | null
  /** Whether an act is being begun, or was refused before there was one. */
  beginning: boolean
  refused: boolean
  /** Questions of the page's own: is it the same face, and the paper's picture. */
  comparing: boolean
  picture: boolean
}

/** Derives the view of an act from its step; null where there is none. */
export function actViewOf({ act, beginning, refused, comparing, picture }: ActState): ActView | null {
  if (!act) return refused ? 'act-refused' : beginning ? 'act-beginning' : null
  if (picture) return 'act-paper'
  if (act.done) return 'act-done'
  switch (act.step) {
    case 'card':
    case 'guardian-card':
      return 'act-card'
    case 'finger':
      return comparing ? 'act-face' : 'act-finger'
    case 'number':
    case 'code':
    case 'choose':
    case 'digits':
    case 'confirm':
    case 'asking':
      return `act-${act.step}`
    case 'over':
      return act.refusal ? 'act-refused' : 'act-unknown'
  }
}
