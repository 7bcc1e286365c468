import type { Printer } from '../../../hardware/printer/port.ts'
import { refuse, type Outcome } from '../../contract/index.ts'

/**
 * Prints one paper. A printer that isn't ready gets nothing, so nothing can have come out; otherwise only its answer tells.
 * `before`: what is to be on record before it prints, whose refusal keeps it from printing. Refuses with `printer-out`,
 * and with `printer-silent` where nobody knows what came out.
 */
export async function printPaper(
  printer: Printer | undefined,
  markup: string,
  before: () => Promise<Outcome> = () => Promise.resolve({ ok: true }),
): Promise<Outcome> {
  const found = (await printer?.status()) ?? { ready: false, trouble: 'offline' }
  if (!printer || !found.ready) return refuse('printer-out', found.ready ? undefined : { trouble: found.trouble })
  const noted = await before()
  if (!noted.ok) return noted
  const answer = await printer.print(markup)
  if (answer.result === 'printed') return { ok: true }
  return answer.result === 'not-known' ? refuse('printer-silent') : refuse('printer-out', { trouble: answer.trouble })
}
