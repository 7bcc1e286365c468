import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTwinDesk } from '../../../build/twins/desk.ts'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { createVirtualCashDrawer, type VirtualCashDrawer } from '../../../hardware/cash-drawer/virtual.ts'
import { createTillDrawer } from './till-drawer.ts'

let till: TwinTill
let drawer: VirtualCashDrawer
beforeEach(async () => {
  till = await createTwinTill()
  drawer = createVirtualCashDrawer({ id: 'cash-drawer', clock: till.manual.clock })
})
afterEach(() => till.close())

function attached() {
  const tried: string[] = []
  const opener = createTillDrawer({
    machine: till.machine,
    drawer: () => drawer,
    onTried: (transaction) => tried.push(transaction),
  })
  return { opener, tried }
}
const pay = async (tender: 'cash' | 'card') => {
  const transaction = await till.pay(till.order([till.agencies.owe().ref], tender, { givenAvos: 100_000 }))
  await till.pass(1_000)
  return transaction
}

describe('the cash drawer', () => {
  it('is opened once for cash that was taken, and for nothing else', async () => {
    const { opener, tried } = attached()
    const cash = await pay('cash')
    expect(till.show(cash).state).toBe('committed')
    expect([drawer.opened(), opener.of(cash), tried]).toEqual([1, 'opened', [cash]])
    till.card.behave({ do: 'approve' })
    const card = await pay('card')
    expect(till.show(card).state).toBe('committed')
    expect([drawer.opened(), opener.of(card)]).toEqual([1, undefined])
  })

  it('stays shut when the payment was not recorded', async () => {
    attached()
    till.disk.fault = () => {
      throw Object.assign(new Error('the disk'), { code: 'ERR_SQLITE_ERROR', errcode: 10 })
    }
    expect((await till.machine.begin(till.order([till.agencies.owe().ref], 'cash', { givenAvos: 100_000 }))).ok).toBe(
      false,
    )
    await till.pass(1_000)
    expect(drawer.opened()).toBe(0)
  })

  it('costs no payment when it does not open', async () => {
    const { opener } = attached()
    drawer.unplug()
    const cash = await pay('cash')
    expect(till.show(cash).state).toBe('committed')
    expect([drawer.opened(), opener.of(cash)]).toEqual([0, 'not-opened'])
  })

  it('is not opened any more once the desk is closed', async () => {
    const { opener } = attached()
    opener.close()
    await pay('cash')
    expect(drawer.opened()).toBe(0)
  })
})

describe('the desk', () => {
  it('tells the clerk, with the payment, whether the drawer opened', async () => {
    const twin = createTwinDesk()
    const { customer, heard } = twin.newCustomer('counter')
    const quote = await twin.quoteFor(customer)
    await twin.desk.pay(customer, { quote, tender: 'cash', givenAvos: 100_000 })
    const [transaction = ''] = twin.payments.keys()
    twin.drawer = drawer
    drawer.unplug()
    twin.setPaymentState(transaction, 'committed')
    twin.tellPaid(transaction)
    await vi.waitFor(() =>
      expect(heard.at(-1)).toMatchObject({
        type: 'payment-changed',
        payment: { state: 'committed', drawer: 'not-opened' },
      }),
    )
    expect(twin.desk.show(customer, transaction)).toMatchObject({ ok: true, payment: { drawer: 'not-opened' } })
  })

  it('asks for the state of the printer before money is offered', async () => {
    const twin = createTwinDesk()
    const { customer } = twin.newCustomer()
    expect(twin.looks).toBe(0)
    await twin.quoteFor(customer)
    expect(twin.looks).toBe(1)
  })
})
