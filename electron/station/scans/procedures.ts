import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { CallContext } from '../serving/index.ts'
import type { Scans } from './scans.ts'
import { scanOf } from './submitted.ts'

/** The contract's `scan`: codes that a page has read. */
export function createScanProcedures({ scans }: { scans: Pick<Scans, 'answer' | 'look'> }) {
  const os = implement(contract.scan).$context<CallContext>()
  return {
    look: os.look.handler(({ input }) => ({
      codes: input.codes.map(({ source, ...code }) => scans.look(scanOf(code, source))),
    })),
    submit: os.submit.handler(({ context: { session }, input: { source, service, ...code } }) =>
      scans.answer(session, scanOf(code, source), service, 'page'),
    ),
    expect: os.expect.handler(({ context: { session }, input: { service } }) => {
      session.expectScansFor(service)
      return {}
    }),
  }
}
