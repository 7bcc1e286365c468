import { createHash } from 'node:crypto'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import type { Random } from '../../hardware/ports.ts'
import type { TwinTill } from '../twins/till.ts'
import { accepted } from '../twins/accepted.ts'

/** An Ed25519 key of fixed bytes (PKCS #8, RFC 8410), with which goldens are signed. */
export const FIXED_PKCS8: Uint8Array = Buffer.concat([
  Buffer.from('302e020100300506032b657004220420', 'hex'),
  new Uint8Array(32).fill(0x42),
])

/**
 * A `Random` that always gives the same bytes. Each length has its own sequence, so that requests for other lengths
 * change nothing.
 */
export function createFixedRandom(): Random {
  const asked = new Map<number, number>()
  return {
    bytes(length) {
      const times = (asked.get(length) ?? 0) + 1
      asked.set(length, times)
      const bytes = createHash('shake256', { outputLength: length }).update(`${length} ${times}`).digest()
      return new Uint8Array(bytes)
    },
  }
}

/** Every row of a table as a JSON line, bytes as hex. */
export function dumpTable(file: string, table: string): string {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const shown = (value: SQLOutputValue) =>
      value instanceof Uint8Array ? `x'${Buffer.from(value).toString('hex')}'` : value
    return db
      .prepare(`SELECT * FROM ${table} ORDER BY 1`)
      .all()
      .map(
        (row) =>
          `${JSON.stringify(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, shown(value)])))}\n`,
      )
      .join('')
  } finally {
    db.close()
  }
}

/** Plays a day at a till, the same each time, with every kind of payment. Answers the payments in their order. */
export async function playDay(till: TwinTill): Promise<{ title: string; transaction: string }[]> {
  const { agencies, card, machine } = till
  const day: { title: string; transaction: string }[] = []
  const pay = async (title: string, ...[refs, tender, changes]: Parameters<TwinTill['order']>) => {
    const transaction = await till.pay(till.order(refs, tender, changes))
    day.push({ title, transaction })
    await till.pass()
    return transaction
  }
  const owe = (changes: Parameters<typeof agencies.owe>[0] = {}) =>
    agencies.owe({ amountAvos: 85_000, number: 'MT-00-01', ...changes }).ref

  const cash = await pay('cash with change', [owe()], 'cash', { givenAvos: 100_000 })
  accepted(await machine.receiptPrinting(cash))
  await machine.receiptGiven(cash, 'paper')
  accepted(await machine.noteMessage(cash, '62000001'))
  const both = await pay(
    'card',
    [owe(), owe({ agency: 'PSP', kind: 'fine', amountAvos: 30_000, number: 'PN-2026-000017' })],
    'card',
  )
  await machine.receiptGiven(both, 'screen')
  await pay("a wallet's code scanned", [owe()], 'wallet-scan')
  agencies.answerWallets('wait')
  const shown = await pay('a code shown to a wallet', [owe()], 'wallet-show')
  agencies.decide(`${shown}/1`, 'approve')
  await till.pass(10_000)
  agencies.answerWallets('approve')

  card.behave({ do: 'decline', reason: 'insufficient-funds' })
  await pay('declined', [owe()], 'card')
  card.behave({ do: 'wait' })
  const left = await pay('cancelled', [owe()], 'card')
  accepted(await machine.cancel(left))
  await till.pass(10_000)
  card.behave({ do: 'lose', take: true })
  card.dropAnswers('status')
  await pay('an answer lost, reversed', [owe()], 'card')
  await till.pass(10 * 60_000)
  card.answerAgain('status')
  card.behave({ do: 'approve' })
  await till.pass(10 * 60_000)

  const refunded = accepted(
    await machine.refund({
      transaction: both,
      items: [`${both}:2`],
      reason: 'paid by mistake',
      actor: 'supervisor-1',
    }),
  )
  day.push({ title: 'a refund', transaction: refunded.transaction })
  await till.pass(60_000)
  const refusedBill = owe()
  agencies.refuseItem(refusedBill, 'bill-paid')
  await pay('refused by its agency', [refusedBill], 'card')
  await till.pass(60_000)
  const refusedCash = owe()
  agencies.refuseItem(refusedCash, 'bill-paid')
  await pay('cash, refused by its agency', [refusedCash], 'cash')
  await till.pass(60_000)

  card.behave({ do: 'wait' })
  await pay('open when the power goes', [owe()], 'card')
  return day
}
