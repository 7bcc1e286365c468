import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  STATION_A,
  itemsOf,
  MINUTE,
  endSampleMoney,
  openSampleMoney as open,
  transactionId,
} from '../agencies/money.fixture.ts'

afterEach(endSampleMoney)

describe('the books', () => {
  it('are the same after they were closed and opened again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'balcao-books-'))
    const first = open({ folder })
    const [item] = itemsOf(first.hold(1, [first.slip('2026000201').ref]))
    const acknowledged = first.submit(1, item!)
    first.money.wallets.charge(STATION_A, {
      attempt: `${transactionId(1)}/1`,
      code: first.mint().text,
      amountAvos: 7,
      deadlineMs: MINUTE,
    })
    expect(first.find('MT-00-01', '9999')).toMatchObject({ code: 'proof-wrong' })
    first.money.heads.hear(STATION_A, { head: { seq: 9, hash: new Uint8Array(32) } })
    const shown = first.money.wallets.show(STATION_A, {
      attempt: `${transactionId(2)}/1`,
      amountAvos: 5,
      deadlineMs: MINUTE,
    })
    const before = first.money.keeping.all()
    first.close()
    const again = open({ folder })
    expect(again.money.keeping.all()).toEqual(before)
    expect(again.find('MT-00-01', '0001')).toMatchObject({ code: 'too-soon' })
    expect(again.money.heads.hear(STATION_A, {}).before).toMatchObject({ seq: 9 })
    expect(
      again.money.wallets.show(STATION_A, { attempt: `${transactionId(2)}/1`, amountAvos: 5, deadlineMs: MINUTE }),
    ).toEqual(shown)
    expect(again.submit(1, item!)).toEqual(acknowledged)
  })

  /** The calls of three transactions over two bills come repeated, reordered and mixed. */
  it('answer the same call always the same way, and take no bill or attempt twice', async () => {
    const call = fc.record({
      what: fc.constantFrom('reserve', 'submit', 'release', 'reverse', 'charge', 'giveBack', 'part', 'mark'),
      number: fc.integer({ min: 1, max: 3 }),
      index: fc.constantFrom(0, 1),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 6, arbitrary: call }, fc.constant('pass' as const)), { maxLength: 40 }),
        async (calls) => {
          const { money, slip, mint, time } = open()
          const refs = [slip('2026000201').ref, money.bills.mint('fresh', 'slip', 5_000).ref]
          const quotes = [1, 2, 3].map(() => money.quote(STATION_A, 'kiosk', refs))
          const codes = [mint(), mint(), mint()]
          const asked = (number: number) =>
            refs.map((ref, index) => ({
              item: `${transactionId(number)}:${String(index + 1)}`,
              ref,
              amountAvos: index === 0 ? 120_000 : 5_000,
            }))
          const answers = new Map<string, unknown>()
          const once = (key: string, answer: unknown) => {
            if (answers.has(key)) expect([key, answer]).toEqual([key, answers.get(key)])
            answers.set(key, answer)
          }
          const approved = new Set<string>()
          const heldUntil = new Map<number, number>()
          const done = new Set<string>()
          for (const each of calls) {
            if (each === 'pass') {
              await time.pass(20_000)
              continue
            }
            const { what, number, index } = each
            const attempt = `${transactionId(number)}/1`
            const quote = quotes[number - 1]
            switch (what) {
              case 'reserve': {
                const key = `reserve ${String(number)}`
                const answer = money.reserve(STATION_A, {
                  transaction: transactionId(number),
                  place: 'kiosk',
                  quote: quote?.ok ? quote.quote : '',
                  forMs: MINUTE,
                  items: asked(number),
                })
                if (answer.ok && !answers.has(key)) heldUntil.set(number, answer.until)
                once(key, answer)
                break
              }
              case 'submit': {
                const key = `submit ${String(number)} ${String(index)}`
                const isHeld = (heldUntil.get(number) ?? 0) > time.clock.now() && !done.has(asked(number)[index]!.item)
                const answer = money.submit(STATION_A, { transaction: transactionId(number), ...asked(number)[index]! })
                // A held item can't be refused, whatever became of its bill meanwhile.
                if (isHeld) expect(answer.ok).toBe(true)
                once(key, answer)
                done.add(asked(number)[index]!.item)
                break
              }
              case 'release':
                money.release(STATION_A, transactionId(number))
                heldUntil.delete(number)
                break
              case 'reverse':
                money.reverse(STATION_A, asked(number)[index]!.item)
                done.add(asked(number)[index]!.item)
                break
              case 'mark':
                money.bills.mark(
                  index === 0 ? '2026000201' : 'fresh',
                  number === 1 ? { paidElsewhere: true } : { amountAvos: 7_000 },
                )
                break
              case 'charge': {
                const answer = money.wallets.charge(STATION_A, {
                  attempt,
                  code: codes[number - 1]!.text,
                  amountAvos: 100,
                  deadlineMs: MINUTE,
                })
                if (answer.state === 'approved') approved.add(attempt)
                break
              }
              case 'giveBack':
                money.wallets.reverse(STATION_A, { attempt })
                break
              case 'part':
                if (approved.has(attempt) && money.wallets.status(STATION_A, attempt).state === 'approved')
                  money.wallets.reverse(STATION_A, { attempt, part: { key: String(index), amountAvos: 50 } })
                break
            }
            const all = money.keeping.all()
            for (const ref of refs)
              expect(
                all.items.filter((item) => item.ref === ref && item.state === 'acknowledged').length,
              ).toBeLessThanOrEqual(1)
            for (const charge of all.wallets) expect(charge.reversedAvos).toBeLessThanOrEqual(charge.amountAvos)
          }
          endSampleMoney()
        },
      ),
      { numRuns: 60 },
    )
  })
})
