import type { Bill } from '../../electron/contract/index.ts'
import type { Translate } from '../i18n/index.ts'

/** A bill's name: the tax of a season, the traffic fine, or else the general name of its kind. */
export function billName(
  { kind, agency, season, vehicle }: Pick<Bill, 'kind' | 'agency' | 'season' | 'vehicle'>,
  t: Translate,
): string {
  const isOther =
    kind === 'tax' ? season === undefined || !vehicle : kind === 'fine' && agency !== 'PSP' && agency !== 'DSAT'
  return isOther ? t(`slip.kind.${kind}`) : t(`bill.${kind}`, { season: season ?? '' })
}
