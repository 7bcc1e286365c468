import type { ContractRouterClient } from '@orpc/contract'
import type { Act, contract } from '../../electron/contract/index.ts'
import { accepted } from '../twins/accepted.ts'
import { digitsOfResident } from '../twins/digits.ts'
import { openSocketLines } from '../twins/lines.ts'
import type { InBrowser, TestStation } from './driven-station.ts'
import { until } from './pace.ts'

/** A counter's session in a test's hands, in place of its page: for what stands in its customer's window. */
export interface CounterDriver {
  client: ContractRouterClient<typeof contract>
  /** Waits until the session's act is at a step, and answers it. */
  at(step: Act['step']): Promise<Act>
  /** Begins an act and identifies a resident by card and finger. */
  identify(kind: 'bind' | 'freeze', resident: string): Promise<void>
  /** Brings a reset of a resident's phone to its confirmation. */
  chooseReset(resident: string): Promise<Act>
  /** Gives a resident's binding number, after which they are named once more where they are like another. */
  giveNumberAlone(resident: string): Promise<Act>
  /** Brings a binding of a resident's eID to its confirmation. */
  giveNumber(resident: string): Promise<Act>
  /** Reads a resident's eID. */
  readEid(resident: string): Promise<void>
  /** Quotes a vehicle's tax, and pays it by a tender; answers the payment's id. */
  quote(plate: string, proof: string): Promise<string>
  /** Ends the customer's visit, with their card out. */
  next(): Promise<void>
  close(): Promise<void>
}

/** Signs a clerk in at a counter of this station, over a connection of the test's own. */
export async function driveCounter({ shell }: InBrowser, station: TestStation): Promise<CounterDriver> {
  const running = shell.station()?.station
  if (!running) throw new Error('The station is not running.')
  const lines = await openSocketLines(running)
  const { client } = await lines.open({ face: 'counter', session: 'driver' })
  accepted(await client.operators.signInTraining())
  // Screens that were looked at before may have left a card and a finger where they were.
  await station.order({ do: 'fingerprint.finger', to: 'none' })
  await station.order({ do: 'card-reader.card', to: 'out' })

  const at = (step: Act['step']): Promise<Act> =>
    until(async () => {
      const { act } = await client.acts.current()
      return act?.step === step ? act : undefined
    })

  const driver: CounterDriver = {
    client,
    at,
    async identify(kind, resident) {
      accepted(await client.acts.begin({ kind }))
      await station.order({ do: 'card-reader.resident', resident })
      await at('finger')
      await station.order({ do: 'fingerprint.finger', to: 'owner' })
      await at(kind === 'bind' ? 'number' : 'choose')
      await station.order({ do: 'fingerprint.finger', to: 'none' })
    },
    async chooseReset(resident) {
      await driver.identify('freeze', resident)
      accepted(await client.acts.choose({ bindings: ['1'], reason: 'lost' }))
      return at('confirm')
    },
    async giveNumberAlone(resident) {
      await driver.identify('bind', resident)
      const { bindingNumber } = await station.phone(resident)
      return accepted(await client.acts.number({ number: bindingNumber?.number ?? '' })).act
    },
    async giveNumber(resident) {
      const act = await driver.giveNumberAlone(resident)
      if (act.step === 'digits') accepted(await client.acts.digits({ digits: digitsOfResident(resident) }))
      return at('confirm')
    },
    async readEid(resident) {
      const data = Buffer.from((await station.phone(resident)).eid.text ?? '').toString('base64')
      accepted(await client.scan.submit({ data, source: 'camera', symbology: ']Q1', service: 'identity-check' }))
    },
    async quote(plate, proof) {
      const { found } = accepted(await client.bills.find({ by: 'plate', plate, proof }))
      const bills = found.vehicles.flatMap((vehicle) => vehicle.bills.map(({ id }) => id))
      return accepted(await client.payments.quote({ bills })).quote.id
    },
    async next() {
      await client.person.end()
      await station.order({ do: 'card-reader.card', to: 'out' })
    },
    async close() {
      // A payment that waits for its wallet would keep the station's devices from being tested by whoever comes next.
      const { payment } = await client.payments.current()
      if (payment?.canCancel === true) accepted(await client.payments.cancel({ transaction: payment.transaction }))
      await driver.next()
      await client.operators.signOut()
      await lines.close()
    },
  }
  return driver
}
