import type { DeskView } from './desk-views.ts'

/** What every key of the desk can do, whatever the view. */
type Anywhere = 'omnibox' | 'camera' | 'phone' | 'show' | 'sign-out' | 'takings'
/**
 * What a key does in some views: `go` is the view's own next step, `back` one step back, `end` the end of this
 * customer's time.
 */
type Here = 'go' | 'back' | 'end' | 'cancel' | 'print' | 'picture' | 'message' | 'earlier' | 'up' | 'down'
/** What a key does at the desk; `pick`: one of the numbered things in front of the clerk. */
export type DeskAction = { do: Anywhere | Here } | { do: 'pick'; index: number }

/** The keys that are printed on the desk's buttons. */
export const KEYS = {
  omnibox: 'F2',
  camera: 'F4',
  phone: 'F8',
  takings: 'F9',
  show: 'Alt V',
  signOut: 'Alt Q',
  signIn: 'Enter',
  go: 'Enter',
  end: 'Esc',
  back: 'Esc',
  cancel: 'Esc',
  print: 'P',
  picture: 'R',
  message: 'M',
  earlier: 'R',
  take: '↑ ↓',
} as const

const ANYWHERE: Readonly<Record<string, Anywhere>> = { F2: 'omnibox', F4: 'camera', F8: 'phone', F9: 'takings' }

interface ViewKeys {
  keys: Readonly<Record<string, Here>>
  /** Digits pick one of the numbered things. */
  picks?: true
}

/** Each view's own keys. A view where money is under way has no way to leave it but its own. */
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
}

export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'repeat'>

/** Who has the focus: a field keeps its plain keys, a button its Enter. */
export type Focus = 'field' | 'button' | 'desk'

/** The action of a key press in a view, or null where it is nobody's. */
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
  // The tenth thing has the key 0.
  return picks && /^\d$/.test(press.key) ? { do: 'pick', index: (Number(press.key) + 9) % 10 } : null
}

/**
 * Whether a key, pressed now, would settle something at once: take the cash, ask for the money, cancel, say whether
 * cash was taken, send the payer away. `asksAtOnce`: whether the way to pay at an index needs nothing more first;
 * `isPrinted`: whether the receipt came out, so that the key that printed it goes on to the next customer.
 */
export function settles(
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
    default:
      return false
  }
}

/** The key that picks the thing at `index`; none from the eleventh on. */
export const pickKey = (index: number): string | undefined => (index < 10 ? String((index + 1) % 10) : undefined)
