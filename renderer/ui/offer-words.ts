import type { TenderOffer } from '../../electron/contract/index.ts'
import { clockTime, money, type Translate } from '../i18n/index.ts'

/** Says why a tender can't be used now; undefined where it can. */
export function whyUnavailable({ available, reason, wallets = [] }: TenderOffer, t: Translate): string | undefined {
  if (available || !reason) return undefined
  const [awake] = wallets.flatMap(({ awakeAt }) => awakeAt ?? []).toSorted()
  return reason === 'maintenance' && awake !== undefined ? maintenanceUntil(awake, t) : t(`tenderReasons.${reason}`)
}

/** Lists the wallets of a usable tender that can't be used for this amount or at this hour, each with its reason. */
export function unavailableWallets({ available, wallets = [] }: TenderOffer, t: Translate): string[] {
  if (!available) return []
  return wallets
    .filter((wallet) => !wallet.available)
    .map(({ name, awakeAt, capAvos }) =>
      t('tenderReasons.wallet', {
        name,
        note:
          awakeAt === undefined
            ? t('tenderReasons.aboveCap', { amount: money(capAvos ?? 0) })
            : maintenanceUntil(awakeAt, t),
      }),
    )
}

const maintenanceUntil = (until: string, t: Translate): string =>
  t('tenderReasons.maintenanceUntil', { time: clockTime(Date.parse(until)) })
