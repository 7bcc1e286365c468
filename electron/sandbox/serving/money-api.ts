import type { z } from 'zod'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { GatewayBill, GatewayVehicle, moneyContract } from '../../gateway/money-contract.ts'
import { openBillDesk } from '../agencies/bill-desk.ts'
import { bookkeeping } from '../agencies/bookkeeping.ts'
import type { Books } from '../agencies/books.ts'
import { openCashier } from '../agencies/cashier.ts'
import { openContinuations } from './continuations.ts'
import { openHeadDesk } from './head-desk.ts'
import { createMoneyFaults } from '../agencies/money-faults.ts'
import { openOwnership } from '../agencies/ownership.ts'
import { openProofDesk } from '../agencies/proof-desk.ts'
import { plateKey, proofsOf, VEHICLES } from '../agencies/register.ts'
import type { Binding } from '../identity/bindings.ts'
import { openWalletDesk } from '../wallets/wallet-desk.ts'

type FindQuestion = z.output<NonNullable<(typeof moneyContract)['findBills']['~orpc']['inputSchema']>>
type FindAnswer = z.input<NonNullable<(typeof moneyContract)['findBills']['~orpc']['outputSchema']>>

/** Of whom a binding is, and whether it counts. */
interface KnownBindings {
  byId: (bindingId: Uint8Array) => Pick<Binding, 'resident' | 'state'> | undefined
}

/** The money side of the sandbox: the desks over its books, as stations call them. */
export function openMoney(deps: { books: Books; bindings: KnownBindings; clock: Clock; random: Random }) {
  const { books, bindings, clock, random } = deps
  const faults = createMoneyFaults({ clock })
  const bills = openBillDesk({ books, clock })
  const ownership = openOwnership({ books })
  const cashier = openCashier({ books, bills, ownership, faults, clock, random })
  const wallets = openWalletDesk({ books, ownership, faults, clock, random })
  const proofs = openProofDesk({ books, clock })
  const keeping = bookkeeping({ books, clock })
  const heads = openHeadDesk({ books, clock })
  const continuations = openContinuations({ books, random })

  const found = (vehicles: GatewayVehicle[], loose: GatewayBill[] = []) => ({
    ok: true as const,
    vehicles,
    bills: loose,
    season: bills.season(),
  })

  function findByPlate(
    station: string,
    {
      place,
      plate,
      class: asked,
      proof,
    }: { place: FindQuestion['place']; plate: string; class?: GatewayVehicle['class'] | undefined; proof: string },
  ): FindAnswer {
    const key = plateKey(plate)
    const fitting = VEHICLES.filter(
      (vehicle) => plateKey(vehicle.plate) === key && (asked === undefined || vehicle.class === asked),
    )
    if (fitting.length === 0) return { ok: false, code: 'vehicle-unknown' }
    const turned = proofs.judge(
      station,
      key,
      fitting.some((vehicle) => proofsOf(vehicle).includes(proof.toUpperCase())),
    )
    if (turned) return turned
    if (fitting.length > 1) return { ...found([]), classes: fitting.map((vehicle) => vehicle.class) }
    return found(fitting.map((vehicle) => bills.vehicle(vehicle, place)))
  }

  return {
    bills,
    wallets,
    faults,
    keeping,
    heads,
    continuations,
    ownerOf: ownership.ownerOf,
    findBills(station: string, { place, by }: FindQuestion): FindAnswer {
      switch (by.kind) {
        case 'plate':
          return findByPlate(station, { place, ...by })
        case 'eid': {
          const binding = bindings.byId(new Uint8Array(Buffer.from(by.bindingId, 'base64')))
          if (!binding || binding.state !== 'live') return { ok: false, code: 'vehicle-unknown' }
          return found(
            VEHICLES.filter(({ owner }) => owner === binding.resident).map((vehicle) => bills.vehicle(vehicle, place)),
          )
        }
        case 'notice': {
          const notice = bills.notice(by.number, place)
          return notice ? found(notice.vehicles, notice.bills) : { ok: false, code: 'bill-unknown' }
        }
        case 'slip': {
          const slip = bills.slip(by.agency, by.number)
          return slip ? found([], [slip]) : { ok: false, code: 'bill-unknown' }
        }
      }
    },
    quote: cashier.quote,
    reserve: cashier.reserve,
    release: cashier.release,
    submit: cashier.submit,
    reverse: cashier.reverse,
    itemStates: cashier.states,
    /**
     * Resets the training: opens the season and the bills again, fills the wallets and clears the suspect stations.
     * What was paid stays in the books under its old handles.
     */
    reset(): { movedSeason: boolean } {
      return books.inTransaction(() => {
        books.nextGeneration()
        proofs.forgetAll()
        heads.forgetAll()
        return { movedSeason: bills.moveSeason(null) }
      })
    },
  }
}
export type Money = ReturnType<typeof openMoney>
