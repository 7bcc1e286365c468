import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { refuse } from '../../contract/index.ts'

const MINUTE = 60_000

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

describe('a payment', () => {
  it("goes from its intent over reservation and tender to the agency's acknowledgement", async () => {
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    expect(till.show(transaction)).toMatchObject({
      state: 'committed',
      totalAvos: bill.amountAvos,
      canCancel: false,
      hasSlip: false,
      items: [{ state: 'acknowledged' }],
      provider: 'TwinCard',
    })
    expect(till.kindsOf(transaction)).toEqual([
      'payment-intended',
      'payment-reserved',
      'payment-asked',
      'payment-committed',
      'item-submitted',
      'item-acknowledged',
    ])
  })

  it('is in the journal with its ids before anybody else is asked with them', async () => {
    const seen: [string, string[]][] = []
    const { reserve, submitItem } = till.agencies.money
    const { ask } = till.card
    till.agencies.money.reserve = (question) => (
      seen.push(['reserve', till.kindsOf(question.transaction)]),
      reserve(question)
    )
    till.agencies.money.submitItem = (question) => (
      seen.push(['submit', till.kindsOf(question.transaction)]),
      submitItem(question)
    )
    await till.restart()
    till.tenders.set('card', {
      ...till.card,
      ask: (request, options) => (
        seen.push(['ask', till.kindsOf(request.attempt.split('/')[0] ?? '')]),
        ask(request, options)
      ),
    })
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    expect(seen).toEqual([
      ['reserve', ['payment-intended']],
      ['ask', ['payment-intended', 'payment-reserved', 'payment-asked']],
      ['submit', ['payment-intended', 'payment-reserved', 'payment-asked', 'payment-committed', 'item-submitted']],
    ])
    const [intent, , asked] = till.journal.entriesOf(transaction)
    expect(intent?.facts).toMatchObject({ items: [{ item: `${transaction}:1` }] })
    expect(asked?.facts).toMatchObject({ attempt: `${transaction}/1` })
  })

  it('keeps plates, numbers and bills out of the open facts', async () => {
    const bill = till.agencies.owe({ number: 'N-4711', vehicle: { plate: 'MT-00-77', class: 'light' } })
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    const open = JSON.stringify(till.journal.entriesOf(transaction))
    for (const word of ['N-4711', 'MT-00-77', bill.ref]) expect(open).not.toContain(word)
    expect(till.show(transaction).items[0]).toMatchObject({
      number: 'N-4711',
      vehicle: { plate: 'MT-00-77' },
      bill: bill.ref,
    })
  })

  it('keeps its quote in the intent, with the quoted amounts', async () => {
    const order = till.order([till.agencies.owe({ amountAvos: 12_345 }).ref], 'card')
    const transaction = await till.pay(order)
    const [intent] = till.journal.entriesOf(transaction)
    expect(intent?.facts).toMatchObject({ totalAvos: 12_345, items: [{ avos: 12_345 }] })
    expect(till.journal.bodyOf(intent?.seq ?? 0)).toMatchObject({ quote: order.quote.id })
  })

  it('in cash states the change', async () => {
    const bill = till.agencies.owe({ amountAvos: 85_000 })
    const transaction = await till.pay(till.order([bill.ref], 'cash', { givenAvos: 100_000 }))
    await till.pass()
    expect(till.show(transaction)).toMatchObject({ state: 'committed', givenAvos: 100_000, changeAvos: 15_000 })
    expect(till.machine.receiptFacts(transaction)).toMatchObject({
      totalAvos: 85_000,
      givenAvos: 100_000,
      changeAvos: 15_000,
    })
    expect(till.machine.takings(undefined)).toMatchObject({ payments: 1, totalAvos: 85_000, open: [], tasks: [] })
  })

  it('by card has no cash given and no change, whatever a page sends', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card', { givenAvos: 5 }))
    await till.pass()
    const shown = till.show(transaction)
    expect(shown.state).toBe('committed')
    expect([shown.givenAvos, shown.changeAvos]).toEqual([undefined, undefined])
  })

  it("isn't begun on a journal that went back, and neither is a refund", async () => {
    const before = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    till.disk.isOlder = true
    const reserved = till.journal.head().seq
    expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).toMatchObject({
      ok: false,
      refusal: { code: 'journal-went-back' },
    })
    expect(
      await till.machine.refund({ transaction: before, items: [`${before}:1`], reason: 'twice', actor: 's' }),
    ).toMatchObject({ ok: false, refusal: { code: 'journal-went-back' } })
    expect(till.journal.head().seq - reserved).toBeLessThanOrEqual(1)
  })

  it('that is refused on a full disk leaves one entry however often it is asked for', async () => {
    till.disk.freeBytes = 1_000
    const before = till.journal.head().seq
    for (let times = 0; times < 3; times++) {
      expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).toMatchObject({
        ok: false,
        refusal: { code: 'disk-full' },
      })
    }
    expect(till.journal.head().seq).toBe(before + 1)
  })

  it('has a receipt once it is committed, and each print is recorded', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    await till.pass()
    const committed = till.journal.entriesOf(transaction).find(({ kind }) => kind === 'payment-committed')
    const facts = till.machine.receiptFacts(transaction)
    expect(facts).toMatchObject({
      number: `T-1-${String(committed?.seq)}-${transaction.slice(-4).toUpperCase()}`,
      position: { seq: committed?.seq },
    })
    expect(hex(facts?.position.hash)).toBe(hex(committed?.hash))
    for (const how of ['screen', 'screen', 'paper', 'paper'] as const) {
      if (how === 'paper') await till.machine.receiptPrinting(transaction)
      await till.machine.receiptGiven(transaction, how)
    }
    expect(till.kindsOf(transaction).filter((kind) => kind === 'payment-receipted')).toHaveLength(3)
    expect(till.show(transaction)).toMatchObject({ state: 'receipted', receipt: { printed: 2 } })
  })
})

describe('a receipt', () => {
  it('counts as printed before its printing begins, and stays so after a power cut', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'cash'))
    await till.pass()
    expect(await till.machine.receiptPrinting(transaction)).toMatchObject({ ok: true })
    expect(till.kindsOf(transaction).at(-1)).toBe('receipt-printing')
    await till.restart()
    expect(till.show(transaction)).toMatchObject({ state: 'committed', receipt: { printed: 1 } })
    till.disk.fault = () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    }
    expect(await till.machine.receiptPrinting(transaction)).toEqual(refuse('disk-full'))
  })

  it('of an older journal counts each paper that was recorded as printed', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'cash'))
    await till.pass()
    await till.journal.append([{ kind: 'payment-receipted', actor: 'resident', transaction, facts: { how: 'paper' } }])
    await till.restart()
    expect(till.show(transaction)).toMatchObject({ state: 'receipted', receipt: { printed: 1 } })
  })

  it('names a tax by its plate, with the next inspection, and a fine or slip by its number', async () => {
    const vehicle = { plate: 'MT-00-27', class: 'light' } as const
    const tax = till.agencies.owe({ vehicle, season: 2026 })
    const fine = till.agencies.owe({ kind: 'fine', agency: 'PSP', vehicle, number: 'PN-2026-000017' })
    const slip = till.agencies.owe({ kind: 'slip', agency: 'MP', number: '2026000201' })
    const transaction = await till.pay(
      till.order([fine.ref, tax.ref, slip.ref], 'card', {
        inspectionBy: { [tax.ref]: '2026-08-31', [fine.ref]: '2026-08-31' },
      }),
    )
    await till.pass()
    expect(till.machine.receiptFacts(transaction)?.items).toEqual([
      { agency: 'PSP', kind: 'fine', subject: 'PN-2026-000017', amountAvos: fine.amountAvos },
      {
        agency: 'DSAT',
        kind: 'tax',
        subject: 'MT-00-27',
        amountAvos: tax.amountAvos,
        season: 2026,
        inspectionBy: '2026-08-31',
      },
      { agency: 'MP', kind: 'slip', subject: '2026000201', amountAvos: slip.amountAvos },
    ])
  })
})

describe('before money is asked for', () => {
  const refusedBy = async (order: Parameters<TwinTill['machine']['begin']>[0]) => {
    const outcome = await till.machine.begin(order)
    return outcome.ok ? 'begun' : outcome.refusal.code
  }
  const nothingHappened = () => {
    expect(till.card.books()).toEqual([])
    expect(till.agencies.books()).toEqual({ charges: [], agencies: [] })
  }

  it.each([
    ['bill-paid', { bar: 'paid' as const }],
    ['bill-barred', { bar: 'inactive' as const }],
    ['amount-changed', { amountAvos: 85_001 }],
  ])('a refused reservation refuses the payment: %s', async (code, changes) => {
    const bill = till.agencies.owe({ amountAvos: 85_000 })
    const order = till.order([bill.ref], 'card')
    till.agencies.change(bill.ref, changes)
    expect(await refusedBy(order)).toBe(code)
    nothingHappened()
    expect([...till.journal.rebuild(stories).values()]).toEqual([['payment-intended', 'payment-refused']])
  })

  it.each(['drop', 'lose', 'nonsense'] as const)(
    'a reservation with an unknown answer (%s) is released, and no tender is asked',
    async (act) => {
      const bill = till.agencies.owe()
      till.agencies.planFaults('reserve', act)
      expect(await refusedBy(till.order([bill.ref], 'card'))).toBe(
        act === 'nonsense' ? 'gateway-refused' : 'gateway-unreachable',
      )
      await till.pass()
      nothingHappened()
      expect(till.agencies.arrivalsOf('release')).toBe(1)
      expect(till.agencies.isHeld(bill.ref)).toBe(false)
      expect(await refusedBy(till.order([bill.ref], 'card'))).toBe('begun')
    },
  )

  it('a release is repeated until the gateway has heard it', async () => {
    const bill = till.agencies.owe()
    till.agencies.planFaults('reserve', 'lose')
    till.agencies.planFaults('release', 'drop', 'drop')
    await till.machine.begin(till.order([bill.ref], 'card'))
    expect(till.agencies.isHeld(bill.ref)).toBe(true)
    await till.pass(MINUTE)
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
  })

  it('another tender can be tried at once after a decline, even when the release is slow', async () => {
    const bill = till.agencies.owe()
    till.card.behave({ do: 'decline', reason: 'insufficient-funds' })
    const { release } = till.agencies.money
    till.agencies.money.release = (question) =>
      new Promise((resolve) => {
        till.manual.clock.after(800, () => void release(question).then(resolve))
      })
    await till.restart()
    const first = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    expect(till.show(first)).toMatchObject({ state: 'declined', refusal: { code: 'insufficient-funds' } })
    const second = refusedBy(till.order([bill.ref], 'wallet-scan'))
    await till.pass(1_000)
    expect(await second).toBe('begun')
    expect(till.agencies.books().charges).toMatchObject([{ takenAvos: bill.amountAvos }])
  })
})

describe('a disk that fails', () => {
  const full = () => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  }

  it('at the intent refuses the payment before anybody is asked', async () => {
    till.disk.fault = full
    expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).toMatchObject({
      ok: false,
      refusal: { code: 'disk-full' },
    })
    expect(till.agencies.arrivalsOf('reserve')).toBe(0)
    expect(till.faults).not.toHaveLength(0)
  })

  it.each([
    ['disk-full', { errcode: 13 }],
    ['folder-unwritable', { errcode: 8 }],
    ['folder-unwritable', { code: 'EROFS' }],
    ['data-damaged', { code: 'EIO' }],
    ['data-damaged', { errcode: 10 }],
    ['data-damaged', { errcode: 11 }],
    ['data-damaged', { errcode: 26 }],
  ])('at the intent is reported as what it is (%s, %j)', async (code, error) => {
    till.disk.fault = () => {
      throw Object.assign(new Error('disk'), error)
    }
    expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).toMatchObject({
      ok: false,
      refusal: { code },
    })
    expect(till.agencies.arrivalsOf('reserve')).toBe(0)
  })

  it('before the tender refuses the payment at once, and releases the bill when it is back', async () => {
    const bill = till.agencies.owe()
    let commits = 0
    till.disk.fault = () => {
      if (++commits > 1) full()
    }
    expect(await till.machine.begin(till.order([bill.ref], 'card'))).toMatchObject({
      ok: false,
      refusal: { code: 'disk-full' },
    })
    expect(till.card.books()).toEqual([])
    till.disk.fault = undefined
    await till.pass(MINUTE)
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    expect(till.show(transaction).state).toBe('committed')
  })

  it("at an agency's refusal doesn't delay the answer", async () => {
    const bill = till.agencies.owe()
    const order = till.order([bill.ref], 'card')
    till.agencies.change(bill.ref, { bar: 'paid' })
    let commits = 0
    till.disk.fault = () => {
      if (++commits > 1) full()
    }
    const begun = till.machine.begin(order)
    await till.pass(5_000)
    expect(await Promise.race([begun, Promise.resolve('still waiting')])).toMatchObject({
      ok: false,
      refusal: { code: 'bill-paid' },
    })
    const [transaction = ''] = till.journal.rebuild(stories).keys()
    expect(till.show(transaction).state).toBe('intended')
    till.disk.fault = undefined
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'refused', refusal: { code: 'bill-paid' } })
  })

  it('at the commit keeps the payment from pages, agencies and paper until it is durable', async () => {
    till.card.behave({ do: 'wait' })
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    till.disk.fault = full
    till.card.decide(`${transaction}/1`, 'approve')
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('asked')
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    expect(till.agencies.arrivalsOf('submitItem')).toBe(0)
    till.disk.fault = undefined
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'committed', items: [{ state: 'acknowledged' }] })
  })

  it('at the acknowledgement makes the same submission be repeated with its key', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    let commits = 0
    till.disk.fault = () => {
      if (++commits === 2) full()
    }
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'committed', items: [{ state: 'acknowledged' }] })
    expect(till.agencies.books().agencies).toMatchObject([{ acknowledged: 1 }])
  })

  it('writes no entry twice when somebody who listens to changes throws', async () => {
    till.machine.onChange(() => {
      throw Object.assign(new Error('a look at a broken disk'), { code: 'EIO' })
    })
    const transaction = await till.pay(till.order([till.agencies.owe({ amountAvos: 85_000 }).ref], 'card'))
    await till.pass(MINUTE)
    expect(till.kindsOf(transaction)).toEqual([
      'payment-intended',
      'payment-reserved',
      'payment-asked',
      'payment-committed',
      'item-submitted',
      'item-acknowledged',
    ])
    expect(till.machine.takings(undefined)).toMatchObject({ payments: 1, totalAvos: 85_000 })
    expect(till.faults).not.toHaveLength(0)
  })

  it('for another reason than the disk makes the order throw, and nobody is asked', async () => {
    till.disk.fault = () => {
      throw new Error('a bug')
    }
    await expect(till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).rejects.toThrow('a bug')
    expect(till.agencies.arrivalsOf('reserve')).toBe(0)
  })
})

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex')

const stories = {
  name: 'stories',
  version: 1,
  empty: () => new Map<string, string[]>(),
  fold(state: Map<string, string[]>, { transaction, kind }: { transaction: string | null; kind: string }) {
    if (transaction !== null) state.set(transaction, [...(state.get(transaction) ?? []), kind])
  },
  write: () => null,
  read: () => new Map<string, string[]>(),
}
