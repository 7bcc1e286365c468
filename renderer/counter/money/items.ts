import type { Bill, ItemState, QuoteItem } from '../../../electron/contract/index.ts'
import type { Translate } from '../../i18n/index.ts'

/** A bill's name: the tax of a season, the traffic fine, or else the general name of its kind. */
export function billName(
  { kind, agency, season, vehicle }: Pick<Bill, 'kind' | 'agency' | 'season' | 'vehicle'>,
  t: Translate,
): string {
  const isOther =
    kind === 'tax' ? season === undefined || !vehicle : kind === 'fine' && agency !== 'PSP' && agency !== 'DSAT'
  return isOther ? t(`slip.kind.${kind}`) : t(`bill.${kind}`, { season: season ?? '' })
}

/**
 * The items of a payment as rows of a list: name, amount in avos, and the plate or number with the item's state at its
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
