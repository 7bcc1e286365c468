import type { Bill, ItemState, QuoteItem } from '../../../electron/contract/index.ts'
import type { Translate } from '../../i18n/index.ts'

/**
 * What a bill is: a vehicle's tax of a season and a traffic fine have names of their own, any other is what its agency
 * calls it.
 */
export function billName(
  { kind, agency, season, vehicle }: Pick<Bill, 'kind' | 'agency' | 'season' | 'vehicle'>,
  t: Translate,
): string {
  const isOther =
    kind === 'tax' ? season === undefined || !vehicle : kind === 'fine' && agency !== 'PSP' && agency !== 'DSAT'
  return isOther ? t(`slip.kind.${kind}`) : t(`bill.${kind}`, { season: season ?? '' })
}

/**
 * What a payment holds as a list shows it: plate or number, and what it is for. `state`: what became of it at its
 * agency.
 */
export function itemsOf(
  items: readonly (QuoteItem & { state?: ItemState; needsStaff?: boolean | undefined })[],
  t: Translate,
) {
  return items.map((item) => ({
    key: item.bill,
    name: billName(item, t),
    amountAvos: item.amountAvos,
    what: [
      item.vehicle?.plate ?? item.number,
      item.state === undefined || item.state === 'waiting'
        ? undefined
        : t(`itemStates.${item.needsStaff === true ? 'task' : item.state}`),
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
  }))
}
