import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { CallContext, Session } from '../serving/index.ts'
import type { BindingDesk } from './desk.ts'
import type { Owner } from './visit.ts'

/** A session as acts see it. */
export const ownerOf = (session: Session): Owner => ({
  session,
  visit: session.visit,
  place: session.face === 'counter' ? 'counter' : 'kiosk',
  actor: session.operator?.id ?? 'resident',
  isSupervisor: session.role === 'supervisor',
  reads: session.reads,
  publish: (act) => session.publish({ type: 'act-changed', act }),
})

/**
 * The contract's `acts` procedures. `desk` throws where this station has none, because only another shell's key store
 * unlocks its journal.
 */
export function createActProcedures({ desk }: { desk: () => BindingDesk }) {
  const os = implement(contract.acts).$context<CallContext>()
  return {
    begin: os.begin.handler(({ context, input }) => desk().begin(ownerOf(context.session), input.kind)),
    current: os.current.handler(({ context }) => ({ act: desk().current(ownerOf(context.session)) })),
    compareFace: os.compareFace.handler(({ context, input }) =>
      desk().compareFace(ownerOf(context.session), input.furtherDocument === true),
    ),
    number: os.number.handler(({ context, input }) => desk().number(ownerOf(context.session), input.number)),
    choose: os.choose.handler(({ context, input }) => desk().choose(ownerOf(context.session), input)),
    digits: os.digits.handler(({ context, input }) => desk().digits(ownerOf(context.session), input.digits)),
    back: os.back.handler(({ context }) => desk().back(ownerOf(context.session))),
    confirm: os.confirm.handler(({ context, input }) =>
      desk().confirm(ownerOf(context.session), input.confirmation, input.consent),
    ),
    endFreeze: os.endFreeze.handler(({ context }) => desk().endFreeze(ownerOf(context.session))),
    paper: os.paper.handler(({ context, input }) => desk().paper(ownerOf(context.session), input.beside ?? 'pt')),
    print: os.print.handler(({ context, input }) => desk().print(ownerOf(context.session), input.beside ?? 'pt')),
    cancel: os.cancel.handler(async ({ context }) => {
      await desk().leave(context.session)
      return { ok: true as const }
    }),
  }
}
