import type { ActState } from '../../contract/index.ts'

/** The kinds of entry that move an act. */
export const ACT_MOVES = [
  'act-identified',
  'act-confirmed',
  'act-asked',
  'act-done',
  'act-refused',
  'act-unknown',
  'act-ended',
] as const
export type ActMove = (typeof ACT_MOVES)[number]

/**
 * Which move leads from each state of an act to which. An act that was asked for is over only with the gateway's answer:
 * nothing here ends it.
 */
export const ACT_TABLE: Readonly<Record<ActState, Readonly<Partial<Record<ActMove, ActState>>>>> = {
  begun: { 'act-identified': 'identified', 'act-refused': 'refused', 'act-ended': 'ended' },
  // A minor's act is identified once more, by the guardian.
  identified: {
    'act-identified': 'identified',
    'act-confirmed': 'confirmed',
    'act-refused': 'refused',
    'act-ended': 'ended',
  },
  // Both are written in one commit, so no act stays confirmed.
  confirmed: { 'act-asked': 'asked' },
  asked: { 'act-done': 'done', 'act-refused': 'refused', 'act-unknown': 'unknown' },
  unknown: { 'act-done': 'done', 'act-refused': 'refused' },
  done: {},
  refused: {},
  ended: {},
}

/** Whether an act moves no more. */
export const isActOver = (state: ActState): boolean => Object.keys(ACT_TABLE[state]).length === 0

/** Whether the gateway may have been asked to do the act, and its answer isn't known. */
export const awaitsAnswer = (state: ActState): boolean => state === 'asked' || state === 'unknown'
