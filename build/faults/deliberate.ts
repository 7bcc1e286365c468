import type { Change } from './broken-copy.ts'

/** A deliberate fault. `name`: the behaviour that is broken; `tests`: the test files each of which has to find it. */
export interface DeliberateFault extends Change {
  readonly name: string
  readonly tests: readonly string[]
}

const PAYMENTS = 'electron/station/payments'
const JOURNAL = 'electron/station/journal'
const CODES = 'electron/station/codes'
const IDENTITY = 'electron/station/identity'
const TRUST = 'electron/station/trust'
const BROWSER = 'electron/shell/browser'

/**
 * The faults that show that no test became weaker: their names and their number stay as they are; files and texts
 * follow the code.
 */
export const DELIBERATE_FAULTS: readonly DeliberateFault[] = [
  {
    name: 'a quote is accepted after it has expired',
    file: `${PAYMENTS}/admission.ts`,
    from: "if (quote.expiresAt <= clock.now()) return 'quote-expired'",
    to: '',
    tests: [`${PAYMENTS}/admission.test.ts`],
  },
  {
    name: 'cash that is less than the total is accepted',
    file: `${PAYMENTS}/admission.ts`,
    from: "if (kind === 'cash' && givenAvos < totalAvos) return 'cash-short'",
    to: '',
    tests: [`${PAYMENTS}/admission.test.ts`],
  },
  {
    name: 'the change is one avo too much',
    file: `${PAYMENTS}/collection.ts`,
    from: 'changeAvos: payment.givenAvos - totalAvos',
    to: 'changeAvos: payment.givenAvos - totalAvos + 1',
    tests: [`${PAYMENTS}/machine.test.ts`],
  },
  {
    name: "a wallet's code is used twice",
    file: `${PAYMENTS}/beginning.ts`,
    from: 'if (customerCode !== undefined) admission.noteUsed(customerCode)',
    to: '',
    tests: [`${PAYMENTS}/admission.test.ts`],
  },
  {
    name: 'money is asked for although the bill is reserved for another payment',
    file: `${PAYMENTS}/beginning.ts`,
    from: 'if (answered.ok && answered.answer.ok) return { ok: true }',
    to: 'if (answered.ok) return { ok: true }',
    tests: [`${PAYMENTS}/machine.test.ts`],
  },
  {
    name: "a payment whose answer was lost isn't reversed after its deadline",
    file: `${PAYMENTS}/collection.ts`,
    from: "if (isPastDeadline(payment, askedAt) && book.mayUndo(transaction)) return reverse(payment, 'tender-timeout')",
    to: '',
    tests: [`${PAYMENTS}/collection.test.ts`],
  },
  {
    name: 'a payment can be cancelled after its commit',
    file: `${PAYMENTS}/states.ts`,
    from: "committed: { 'payment-receipted': 'receipted' },",
    to: "committed: { 'payment-receipted': 'receipted', 'payment-reversing': 'reversing' },",
    tests: [`${PAYMENTS}/states.test.ts`],
  },
  {
    name: 'an item is refunded twice',
    file: `${PAYMENTS}/refunds.ts`,
    from: 'const still = findItems(order)',
    to: 'const still = chosen',
    tests: [`${PAYMENTS}/refunds.test.ts`],
  },
  {
    name: "a receipt that is printed again doesn't say REPRINT",
    file: 'electron/station/receipts/markup.ts',
    from: '...head(facts, WORDS.heads.receipt, { isReprint: facts.reprint })',
    to: '...head(facts, WORDS.heads.receipt)',
    tests: ['electron/station/receipts/receipts.test.ts'],
  },
  {
    name: 'new money is taken while receipts wait for a head to be known',
    file: `${PAYMENTS}/admission.ts`,
    from: "if (deps.areReceiptsWaiting()) return 'head-unwitnessed'",
    to: '',
    tests: [`${PAYMENTS}/receipt-release.test.ts`],
  },
  {
    name: 'new money is taken while the disk is full',
    file: `${PAYMENTS}/admission.ts`,
    from: "if (deps.freeBytes() < DISK_FOR_MONEY) return 'disk-full'",
    to: '',
    tests: [`${PAYMENTS}/admission.test.ts`],
  },
  {
    name: 'new money is taken while the clock is unsure',
    file: `${PAYMENTS}/admission.ts`,
    from: "if (!deps.isClockRight()) return 'clock-unsure'\n      if (deps.freeBytes()",
    to: 'if (deps.freeBytes()',
    tests: [`${PAYMENTS}/dates.test.ts`],
  },
  {
    name: 'an entry whose hash is wrong is taken for whole',
    file: `${JOURNAL}/walk.ts`,
    from: "if (!Buffer.from(hashOf(row, hash)).equals(row.hash)) return 'hash'",
    to: '',
    tests: [`${JOURNAL}/verify.test.ts`],
  },
  {
    name: 'an entry whose signature is wrong is taken for whole',
    file: `${JOURNAL}/walk.ts`,
    from: "if (!isSigned(row)) return 'signature'",
    to: '',
    tests: [`${JOURNAL}/verify.test.ts`],
  },
  {
    name: "the key of a body isn't destroyed at its time",
    file: `${JOURNAL}/retention.ts`,
    from: 'keep !== undefined && wall + keep <= now',
    to: 'keep !== undefined && wall + 2 * keep <= now',
    tests: [`${JOURNAL}/journal.test.ts`],
  },
  {
    name: "a journal that went back isn't noticed",
    file: `${JOURNAL}/head-anchors.ts`,
    from: 'return row !== undefined && Buffer.from(row.hash).equals(head.hash)',
    to: 'return true',
    tests: [`${JOURNAL}/verify.test.ts`],
  },
  {
    name: "a slip's code is accepted whose CRC is wrong",
    file: `${CODES}/emvco.ts`,
    from: "return last.value.toLowerCase() === crc ? { ok: true, value } : refuse('wrong-crc')",
    to: "return crc ? { ok: true, value } : refuse('wrong-crc')",
    tests: [`${CODES}/emvco.test.ts`],
  },
  {
    name: 'a binding number is accepted whose check digit is wrong',
    file: `${CODES}/kind.ts`,
    from: 'return BINDING_DIGITS.test(digits) && endsInLuhnDigit(digits)',
    to: 'return BINDING_DIGITS.test(digits)',
    tests: [`${CODES}/index.test.ts`],
  },
  {
    name: 'a presentation that was read before is accepted again',
    file: `${IDENTITY}/presentation.ts`,
    from: "if (requireBoolean(context.seen(cti.slice(), expiresAt))) return refuse('replayed')",
    to: 'requireBoolean(context.seen(cti.slice(), expiresAt))',
    tests: [`${IDENTITY}/presentation.test.ts`],
  },
  {
    name: 'a presentation that has expired is accepted',
    file: `${IDENTITY}/presentation.ts`,
    from: "if (!(expiresAt >= now - LEEWAY_MS)) return refuse('expired')",
    to: '',
    tests: [`${IDENTITY}/presentation.test.ts`],
  },
  {
    name: "a field of a person is shown that wasn't approved",
    file: `${IDENTITY}/fields.ts`,
    from: '[...new Set(approved)].map(',
    to: "[...new Set([...approved, 'kind'])].map(",
    tests: [`${IDENTITY}/fields.test.ts`],
  },
  {
    name: "a revoked eID is accepted where the gateway doesn't answer",
    file: `${IDENTITY}/identify.ts`,
    from: 'if (status === null && filter.hit)',
    to: 'if (false)',
    tests: [`${IDENTITY}/identify.test.ts`],
  },
  {
    name: 'a trust bundle that has expired is accepted',
    file: `${TRUST}/trust.ts`,
    from: "return now > inForce.bundle.expiresAt ? refuse('trust-expired') :",
    to: 'return',
    tests: [`${TRUST}/trust.test.ts`],
  },
  {
    name: 'a trust bundle of an older version is accepted',
    file: `${TRUST}/trust.ts`,
    from: "if (bundle.version < floor || bundle.version === inForce?.bundle.version) return refuseTrust('version')",
    to: '',
    tests: [`${TRUST}/trust.test.ts`],
  },
  {
    name: 'a request for another host is answered',
    file: `${BROWSER}/incoming-request.ts`,
    from:
      "if (count(request, 'host') !== 1 || request.headers.host !== address.host) return closed(403)\n  if " +
      "(!comesFromUs(request, address, ['same-origin', 'none']))",
    to: "if (!comesFromUs(request, address, ['same-origin', 'none']))",
    tests: [`${BROWSER}/server.test.ts`],
  },
  {
    name: 'a launch token is good twice',
    file: `${BROWSER}/launch.ts`,
    from: 'waiting.delete(key)',
    to: '',
    tests: [`${BROWSER}/server.test.ts`],
  },
  {
    name: 'a key that was pressed before the amount is on the screen pays',
    file: 'renderer/counter/keys.ts',
    from: "return press.key === 'Enter' || isPress",
    to: 'return isPress',
    tests: ['renderer/counter/keys.test.ts'],
  },
  {
    name: 'an eleventh vehicle is taken into a payment',
    file: 'renderer/client/owed.ts',
    from: 'return vehiclesOf(selectedOf(lines, next)) > MOST_VEHICLES ? null : next',
    to: 'return next',
    tests: ['renderer/client/owed.test.ts'],
  },
  {
    name: "a person's data stays on the screen after they have left",
    file: 'renderer/client/person.ts',
    from: '    clear()\n    const mine',
    to: '    const mine',
    tests: ['renderer/client/stores.test.ts'],
  },
  {
    name: 'the command line says again what was typed as a command',
    file: 'electron/cli.ts',
    from: 'return WORD.test(bad)',
    to: 'return bad',
    tests: ['electron/cli-use.test.ts'],
  },
]
