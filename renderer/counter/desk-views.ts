import { ACT_VIEWS, type ActView } from './acts/act-views.ts'

/** The views of the desk, each with its own middle and its own keys. */
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
  'reads',
  'devices',
  'scan-check',
  ...ACT_VIEWS,
] as const
export type DeskView = (typeof DESK_VIEWS)[number]

/** The state of the desk's stores that decides the view. */
export interface DeskState {
  takings: boolean
  /** Whether what was read of the person in front is shown, over what is under way. */
  reads: boolean
  devices: boolean
  /** Whether a scanner is being checked, over the devices. */
  checking: boolean
  /** Whether the clerk must say, before any new payment, if cash was taken that was open when the station stopped. */
  openCash: boolean
  /** The state of the payment on the screen; `asking`: the station was asked to begin it and hasn't answered yet. */
  payment: 'none' | 'asking' | 'under-way' | 'paid' | 'open' | 'ended'
  confirming: boolean
  /** The view of an act on identity; null where there is none. */
  act: ActView | null
  paidView: 'main' | 'receipt' | 'message'
  stage: 'basket' | 'tender' | 'code' | 'cash'
  asking: 'nothing' | 'proof' | 'class'
  lines: boolean
  refused: boolean
  looking: boolean
}

/** Derives the desk's view. A payment or an act that is under way goes before anything that is still being chosen. */
export function deskViewOf(now: DeskState): DeskView {
  if (now.devices) return now.checking ? 'scan-check' : 'devices'
  if (now.takings) return 'takings'
  if (now.reads) return 'reads'
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
      return now.act ?? beforePaying(now)
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

/** Whether a view is of an act on identity. */
export const isActView = (view: DeskView): view is ActView => ACT_VIEWS.some((each) => each === view)
