import type { DeskAction } from '../keys.ts'
import { useDesk } from '../desk.ts'
import { useDeskAct, type DeskActKind } from './desk-act.ts'

/** The actions that only acts on identity have. */
type ActAction = Extract<
  DeskAction['do'],
  'bind' | 'reset' | 'lift-freeze' | 'face' | 'form' | 'end-freeze' | 'lost' | 'stolen' | 'changed' | 'other'
>

/** Makes what the desk's keys and buttons do in acts on identity. */
export function useActActions() {
  const desk = useDesk()
  const act = useDeskAct()

  const begin = (kind: DeskActKind) => (): void => {
    desk.run(() => desk.beginAct(kind))
  }
  const choose = (reason: Parameters<typeof act.choose>[0]) => (): void => {
    desk.run(() => act.choose(reason))
  }

  /** The next step of a view of an act. What was done is printed first, then the next customer is served. */
  function go(): void {
    switch (desk.view) {
      case 'act-face':
        desk.run(act.sameFace)
        break
      case 'act-confirm':
        desk.run(act.confirm)
        break
      case 'act-refused':
        desk.run(act.canTryAgain ? act.again : desk.end)
        break
      default:
        desk.run(act.hasPaper && act.printed === 0 ? act.print : desk.end)
    }
  }

  const actions: Readonly<Record<ActAction, () => void>> = {
    bind: begin('bind'),
    reset: begin('freeze'),
    'lift-freeze': begin('lift-freeze'),
    face: act.askFace,
    form: () => void (act.isFormSigned = !act.isFormSigned),
    'end-freeze': () => desk.run(act.endFreeze),
    lost: choose('lost'),
    stolen: choose('stolen'),
    changed: choose('changed'),
    other: choose('other'),
  }

  return { actions, go, back: (): void => desk.run(async () => act.back()) }
}
