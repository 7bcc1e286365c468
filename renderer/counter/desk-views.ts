/** Where the desk stands: what its middle shows, and what its keys do. */
export const DESK_VIEWS = [
  'identity',
  'looking',
  'refused',
  'proof',
  'class',
  'found',
  'tender',
  'code',
  'cash',
  'paying',
  'confirm',
  'paid',
  'pending',
  'ended',
  'receipt',
  'message',
  'open-cash',
  'takings',
] as const
export type DeskView = (typeof DESK_VIEWS)[number]

/** What decides the view, as the desk's stores hold it. */
export interface DeskState {
  takings: boolean
  /** Cash that was open at a crash: asked before any new money. */
  openCash: boolean
  /** How the payment on the screen stands; `asking`: the station is just being asked for it. */
  payment: 'none' | 'asking' | 'under-way' | 'paid' | 'open' | 'ended'
  confirming: boolean
  paidView: 'main' | 'receipt' | 'message'
  stage: 'basket' | 'tender' | 'code' | 'cash'
  asking: 'nothing' | 'proof' | 'class'
  lines: boolean
  refused: boolean
  looking: boolean
}

/** The view that follows: money that is under way goes before what is still being chosen. */
export function deskViewOf(now: DeskState): DeskView {
  if (now.takings) return 'takings'
  switch (now.payment) {
    case 'asking':
      return 'paying'
    case 'under-way':
      return now.confirming ? 'confirm' : 'paying'
    case 'paid':
      return now.paidView === 'main' ? 'paid' : now.paidView
    case 'open':
      return now.paidView === 'receipt' ? 'receipt' : 'pending'
    case 'ended':
      return 'ended'
    case 'none':
      return beforePaying(now)
  }
}

function beforePaying({ openCash, stage, asking, lines, refused, looking }: DeskState): DeskView {
  if (openCash) return 'open-cash'
  if (stage !== 'basket') return stage
  if (asking !== 'nothing') return asking
  if (lines) return 'found'
  if (looking) return 'looking'
  return refused ? 'refused' : 'identity'
}
