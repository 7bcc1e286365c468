import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { CallContext } from '../serving/index.ts'
import type { ReadPapers } from './papers.ts'

/** The contract's `reads` procedures, for the person at the caller's session. */
export function createReadProcedures({ papers }: { papers: Pick<ReadPapers, 'show' | 'print'> }) {
  const os = implement(contract.reads).$context<CallContext>()
  return {
    list: os.list.handler(({ context }) => ({ reads: [...context.session.reads.list()] })),
    paper: os.paper.handler(({ context, input }) => papers.show(context.session, input.beside ?? 'pt')),
    print: os.print.handler(({ context, input }) => papers.print(context.session, input.beside ?? 'pt')),
  }
}
