import type { Refusal } from '../contract/index.ts'
import { explainStart } from '../start.ts'
import { startRefusal, technicianAdvice } from './fallback-page.ts'

/**
 * What a technician is told in a terminal of a station that can't start: the page's sentence, or of a mistake in
 * `settings.json` its line, its field and what is allowed there.
 */
export const startAdvice = (refusal: Refusal): string =>
  refusal.params?.['line'] === undefined ? technicianAdvice(startRefusal(refusal.code)) : explainStart(refusal)
