import type { ItemState, QuoteItem } from '../../../electron/contract/index.ts'
import type { Translate } from '../../i18n/index.ts'
import { billName } from '../../ui/bill-words.ts'

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
