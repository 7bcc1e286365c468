import { useIntervalFn } from '@vueuse/core'
import { computed, watch, type Ref } from 'vue'
import type { ReadAloud } from '../client/speech.ts'
import { useSession } from '../client/session.ts'
import { useSounds } from '../client/chime.ts'
import { useLink, useStation } from '../client/station.ts'
import { t } from '../i18n/index.ts'

/** How often the alarm of a forgotten card sounds, in milliseconds. */
const ALARM_EVERY = 2000

/**
 * Follows the card in the reader: a card that comes, or that is taken while the kiosk asks, is a touch; the station hears
 * that the kiosk asks (`asking`) whether somebody is still there; and the alarm sounds while the station says so.
 */
export function useCard({ asking, voice, touch }: { asking: Ref<boolean>; voice: ReadAloud; touch(): void }): void {
  const { client } = useLink()
  const station = useStation()
  const session = useSession()
  const sounds = useSounds()
  const { resume, pause } = useIntervalFn(() => sounds.play('forgotten'), ALARM_EVERY, {
    immediate: false,
    immediateCallback: true,
  })
  const isSounding = computed(() => (session.card === 'unattended' || session.card === 'forgotten') && !station.isShut)

  watch(
    () => session.card,
    (card, before) => {
      if ((before === 'none' && card === 'in') || (before === 'unattended' && card === 'none')) touch()
      if (card === 'forgotten')
        voice.announce(
          `${t('kiosk.card.forgotten.title')} ${t('kiosk.card.forgotten.what')}`,
          session.preferences.language,
        )
    },
  )
  watch([asking, () => station.connection] as const, ([isAsking, connection]) => {
    // It is told again by the next reconnection where it doesn't arrive.
    if (connection === 'open' && session.hasCard) client.person.asking({ asking: isAsking }).catch(() => undefined)
  })
  watch(isSounding, (now) => (now ? resume() : pause()), { immediate: true })
}
