import { createTally } from '../../common/tally.ts'
import { defined } from '../../common/defined.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import { refuse, type Outcome } from '../../contract/index.ts'
import { printPaper, renderSvg, type Printout, type Receipts } from '../receipts/index.ts'
import { MOST_PAPERS, PAPERS_COUNTED_MS, SLIP_GOOD_MS } from './limits.ts'
import { doneOf, undoCodeOf } from './view.ts'
import type { Visit } from './visit.ts'

/** Makes what a person takes with them of an act: its confirmation, or a slip where the outcome isn't known yet. */
export function createPapers(deps: {
  receipts: Receipts
  printer(): Printer | undefined
  clock: Clock
  station(): { id: string; site: string }
  training: boolean
}) {
  const { receipts, clock } = deps
  const printed = createTally<string>(clock, PAPERS_COUNTED_MS)

  /** Whose eIDs an act is about, by name: those that were chosen or lifted, else the card's holder. */
  function namesOf({ kind, choices = [], chosen, holder }: Visit): string[] {
    if (kind === 'bind') return holder ? [nameOf(holder.card)] : []
    return choices.flatMap(({ shown }) =>
      chosen === undefined || chosen.bindings.includes(shown.id) ? [nameOf(shown)] : [],
    )
  }

  /** The paper of an act; undefined where there is none. */
  function paperOf(visit: Visit, secondLanguage: 'pt' | 'en'): Printout | undefined {
    const { record, kind, number } = visit
    const done = doneOf(visit)
    if (!record || (!done && record.state !== 'unknown')) return undefined
    const common = {
      act: record.transaction,
      kind,
      station: deps.station(),
      training: deps.training,
      names: namesOf(visit),
      secondLanguage,
      ...defined({ telephone: number && `${number.telephone.model} …${number.telephone.lastDigits}` }),
    }
    if (!done) {
      const at = clock.now()
      return receipts.act({ ...common, outcome: 'unknown', at, expiresAt: at + SLIP_GOOD_MS })
    }
    const undoCode = undoCodeOf(done)
    return receipts.act({ ...common, outcome: 'done', at: done.at, ...defined({ endsAt: done.endsAt, undoCode }) })
  }

  return {
    show(visit: Visit, secondLanguage: 'pt' | 'en'): Outcome<{ paper: { svg: string; code: string } }> {
      const paper = paperOf(visit, secondLanguage)
      return paper ? { ok: true, paper: { svg: renderSvg(paper.markup), code: paper.code } } : refuse('act-changed')
    },
    async print(visit: Visit, secondLanguage: 'pt' | 'en'): Promise<Outcome> {
      const paper = paperOf(visit, secondLanguage)
      const transaction = visit.record?.transaction ?? ''
      if (!paper) return refuse('act-changed')
      if (printed.count(transaction) >= MOST_PAPERS) return refuse('too-often')
      printed.note(transaction)
      return printPaper(deps.printer(), paper.markup)
    },
  }
}

/** A name in both scripts, as far as there is one. */
const nameOf = ({ nameChinese, nameForeign }: { nameChinese: string; nameForeign: string }): string =>
  [nameChinese, nameForeign].filter((name) => name !== '').join(' ')
