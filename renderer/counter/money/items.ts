import type { QuoteItem } from '../../../electron/contract/index.ts'

/** What a payment holds as a list shows it: plate or number, and what it is for. `state`: what became of it at its agency. */
export function itemsOf(items: readonly (QuoteItem & { state?: string })[], t: (key: string, values?: Record<string, unknown>) => string) {
  return items.map(({ bill, kind, season, vehicle, number, amountAvos, state }) => ({
    key: bill, name: t(`bill.${kind}`, { season: season ?? '' }), amountAvos,
    what: [vehicle?.plate ?? number, state === undefined || state === 'waiting' ? undefined : t(`itemStates.${state}`)].filter((part) => part !== undefined).join(' · ')
  }))
}
