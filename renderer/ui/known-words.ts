import { ago, dayAndTime, language, t } from '../i18n/index.ts'

/**
 * Says of an eID that was decided on without the gateway (`at`) of what time the revocations are that were known then:
 * those of the trust bundle. Both are instants in ISO 8601.
 */
export function knownWords({ at, bundleIssuedAt }: { at: string; bundleIssuedAt: string }): string {
  const issued = Date.parse(bundleIssuedAt)
  return t('assurance.known', {
    bundle: dayAndTime(issued, language.value),
    age: ago(issued, Date.parse(at), language.value),
  })
}
