import type { ResetReason } from '../../electron/contract/index.ts'
import type { DeskView } from './desk-views.ts'

/** Actions that a key has in every view. */
type Anywhere =
  | 'omnibox'
  | 'camera'
  | 'phone'
  | 'show'
  | 'sign-out'
  | 'takings'
  | 'devices'
  | 'reads'
  | 'bind'
  | 'reset'
  | 'lift-freeze'
/**
 * Actions that a key has in some views: `go` is the view's next step, `back` one step back, `end` finishes with this
 * customer. In acts on identity: `face` asks whether the face is the card's, `form` notes a signed form, `end-freeze` asks
 * whether a freeze shall end for good, and a reason chooses what is frozen.
 */
type Here =
  | 'go'
  | 'back'
  | 'end'
  | 'cancel'
  | 'print'
  | 'picture'
  | 'message'
  | 'earlier'
  | 'check'
  | 'up'
  | 'down'
  | 'face'
  | 'form'
  | 'end-freeze'
  | ResetReason
/** What a key does at the desk. `pick`: chooses one of the numbered items or choices, by its index from 0. */
export type DeskAction = { do: Anywhere | Here } | { do: 'pick'; index: number }

/** The keys as the desk's buttons show them. */
export const KEYS = {
  omnibox: 'F2',
  reads: 'F3',
  camera: 'F4',
  bind: 'F5',
  reset: 'F6',
  liftFreeze: 'F7',
  phone: 'F8',
  takings: 'F9',
  devices: 'F10',
  show: 'Alt V',
  signOut: 'Alt Q',
  signIn: 'Enter',
  signInSupervisor: 'F3',
  go: 'Enter',
  end: 'Esc',
  back: 'Esc',
  cancel: 'Esc',
  print: 'P',
  picture: 'R',
  message: 'M',
  earlier: 'R',
  check: 'C',
  take: '↑ ↓',
  face: 'F',
  form: 'F',
  endFreeze: 'E',
  reasons: { lost: 'L', stolen: 'S', changed: 'C', other: 'O' },
} as const

const ANYWHERE: Readonly<Record<string, Anywhere>> = {
  F2: 'omnibox',
  F3: 'reads',
  F4: 'camera',
  F5: 'bind',
  F6: 'reset',
  F7: 'lift-freeze',
  F8: 'phone',
  F9: 'takings',
  F10: 'devices',
}

interface ViewKeys {
  keys: Readonly<Record<string, Here>>
  /** Whether digits pick one of the numbered items or choices. */
  picks?: true
}

/** The keys of each view. A view of a payment that is under way can be left only by its own keys. */
const VIEW_KEYS: Readonly<Record<DeskView, ViewKeys>> = {
  identity: { keys: { Escape: 'end' }, picks: true },
  looking: { keys: { Escape: 'end' } },
  refused: { keys: { Enter: 'go', Escape: 'back' } },
  proof: { keys: { Escape: 'back' } },
  class: { keys: { Escape: 'back' }, picks: true },
  found: { keys: { Enter: 'go', Escape: 'end', ArrowUp: 'up', ArrowDown: 'down', r: 'earlier' }, picks: true },
  tender: { keys: { Escape: 'back' }, picks: true },
  code: { keys: { Escape: 'back' }, picks: true },
  cash: { keys: { Escape: 'back' } },
  paying: { keys: { Escape: 'cancel' } },
  confirm: { keys: { Enter: 'go', Escape: 'back' } },
  paid: { keys: { Enter: 'go', p: 'print', r: 'picture', m: 'message', Escape: 'end' } },
  pending: { keys: { Enter: 'print', p: 'print', r: 'picture', Escape: 'end' } },
  ended: { keys: { Enter: 'go', Escape: 'back' } },
  receipt: { keys: { Enter: 'print', p: 'print', Escape: 'back' } },
  message: { keys: { Escape: 'back' } },
  'open-cash': { keys: {}, picks: true },
  takings: { keys: { Escape: 'back', Enter: 'back' } },
  reads: { keys: { Enter: 'print', p: 'print', Escape: 'back' } },
  devices: { keys: { Escape: 'back', Enter: 'go', p: 'print', c: 'check' }, picks: true },
  'scan-check': { keys: { Escape: 'back', Enter: 'go' } },
  'act-beginning': { keys: { Escape: 'end' } },
  'act-card': { keys: { Escape: 'end' } },
  'act-finger': { keys: { Escape: 'end', f: 'face' } },
  'act-face': { keys: { Enter: 'go', Escape: 'back' } },
  'act-number': { keys: { Escape: 'end' } },
  'act-code': { keys: { Escape: 'end' } },
  'act-choose': { keys: { Escape: 'end', l: 'lost', s: 'stolen', c: 'changed', o: 'other' }, picks: true },
  'act-digits': { keys: { Escape: 'back' } },
  'act-confirm': { keys: { Enter: 'go', Escape: 'back', f: 'form' } },
  'act-asking': { keys: {} },
  'act-done': { keys: { Enter: 'go', p: 'print', r: 'picture', e: 'end-freeze', Escape: 'end' } },
  'act-paper': { keys: { Enter: 'print', p: 'print', Escape: 'back' } },
  'act-refused': { keys: { Enter: 'go', Escape: 'end' } },
  'act-unknown': { keys: { Enter: 'go', p: 'print', r: 'picture', Escape: 'end' } },
}

export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'repeat'>

/** The actions after which the act that was done is no longer on the screen. */
const LEAVES_ACT: ReadonlySet<DeskAction['do']> = new Set<DeskAction['do']>(['end', 'bind', 'reset', 'lift-freeze'])

/** What has the focus: a field keeps its character keys, a button its Enter. */
export type Focus = 'field' | 'button' | 'desk'

/** The action of a key press in a view, or null where it has none. */
export function actionForKey(press: Press, focus: Focus, view: DeskView): DeskAction | null {
  if (press.ctrlKey || press.metaKey) return null
  const { keys, picks } = VIEW_KEYS[view]
  const here = keys[press.key.length === 1 ? press.key.toLowerCase() : press.key]
  if (press.repeat) return !press.altKey && (here === 'up' || here === 'down') ? { do: here } : null
  if (press.altKey) {
    if (press.code === 'KeyV') return { do: 'show' }
    return press.code === 'KeyQ' ? { do: 'sign-out' } : null
  }
  const anywhere = ANYWHERE[press.key]
  if (anywhere) return { do: anywhere }
  if (focus === 'field') return press.key === 'Escape' && here ? { do: here } : null
  if (here) return press.key === 'Enter' && focus === 'button' ? null : { do: here }
  // The tenth item has the key 0.
  return picks && /^\d$/.test(press.key) ? { do: 'pick', index: (Number(press.key) + 9) % 10 } : null
}

/**
 * Whether a key press would do at once what can't be undone: take the cash, ask for the money, cancel, say whether cash
 * was taken, do an act on identity, finish with the customer. `asksAtOnce`: whether the tender at an index needs no
 * further input; `isPrinted`: whether the paper was printed, so that the key that printed it now goes on to the next
 * customer.
 */
export function isIrreversible(
  press: Press,
  focus: Focus,
  view: DeskView,
  { asksAtOnce, isPrinted }: { asksAtOnce: (index: number) => boolean; isPrinted: boolean },
): boolean {
  const action = actionForKey(press, focus, view)
  const isPress = focus === 'button' && (press.key === 'Enter' || press.key === ' ')
  switch (view) {
    case 'cash':
      return press.key === 'Enter' || isPress
    case 'confirm':
      return action?.do === 'go' || isPress
    case 'open-cash':
      return action?.do === 'pick' || isPress
    case 'tender':
    case 'code':
      return (action?.do === 'pick' && asksAtOnce(action.index)) || isPress
    case 'paid':
      return isPrinted && action?.do === 'go'
    case 'act-face':
      return action?.do === 'go' || isPress
    case 'act-confirm':
      return action?.do === 'go' || action?.do === 'form' || isPress
    case 'act-done':
      // What was done is to be read, and its paper taken, before anything else is begun.
      return action !== null && (LEAVES_ACT.has(action.do) || (isPrinted && action.do === 'go'))
    default:
      return false
  }
}

/** The key that picks the item at `index`; the eleventh and later items have none. */
export const pickKey = (index: number): string | undefined => (index < 10 ? String((index + 1) % 10) : undefined)
