import { createTally } from '../../common/tally.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import { refuse, type Outcome } from '../../contract/index.ts'
import { printPaper, renderSvg, type Printout, type Receipts } from '../receipts/index.ts'
import type { Session } from '../serving/index.ts'
import { MOST_READ_PAPERS, READ_PAPERS_COUNTED_MS } from './limits.ts'

/** The papers of what was read of the person at a session: which fields, never their values. */
export interface ReadPapers {
  /** Refuses with `person-gone` where there is nothing. */
  show(session: Session, secondLanguage: 'pt' | 'en'): Outcome<{ paper: { svg: string; code: string } }>
  /** Refuses with `person-gone`, `too-often`, `printer-out` and `printer-silent`. */
  print(session: Session, secondLanguage: 'pt' | 'en'): Promise<Outcome>
  attachPrinter(printer: Printer): () => void
}

/** Makes them; without receipts, which a station whose journal isn't open hasn't, there are none. */
export function createReadPapers(deps: {
  receipts: Receipts | undefined
  clock: Pick<Clock, 'now' | 'monotonic'>
  station(): { id: string; site: string }
  training: boolean
}): ReadPapers {
  const { receipts, clock, training } = deps
  const printed = createTally<'paper'>(clock, READ_PAPERS_COUNTED_MS)
  let printer: Printer | undefined

  function paperOf(session: Session, secondLanguage: 'pt' | 'en'): Printout | undefined {
    const reads = session.reads.list()
    if (reads.length === 0) return undefined
    return receipts?.reads({ reads, at: clock.now(), station: deps.station(), training, secondLanguage })
  }

  return {
    show(session, secondLanguage) {
      const paper = paperOf(session, secondLanguage)
      return paper ? { ok: true, paper: { svg: renderSvg(paper.markup), code: paper.code } } : refuse('person-gone')
    },
    async print(session, secondLanguage) {
      const paper = paperOf(session, secondLanguage)
      if (!paper) return refuse('person-gone')
      if (printed.count('paper') >= MOST_READ_PAPERS) return refuse('too-often')
      printed.note('paper')
      return printPaper(printer, paper.markup)
    },
    attachPrinter(attached) {
      printer = attached
      return () => {
        if (printer === attached) printer = undefined
      }
    },
  }
}
