import { computed } from 'vue'
import { useRouter } from 'vue-router'
import type { ActKind } from '../../../electron/contract/index.ts'
import { useAct } from '../../client/act.ts'
import { usePerson } from '../../client/person.ts'
import { useScan } from '../../client/scan.ts'
import { useStation } from '../../client/station.ts'
import { t } from '../../i18n/index.ts'

/** What a kiosk's person can begin. */
export type KioskAct = Extract<ActKind, 'bind' | 'freeze'>

const STEPS = {
  bind: ['card', 'finger', 'number', 'confirm', 'done'],
  freeze: ['card', 'finger', 'choose', 'confirm', 'done'],
} as const

/** What the screens of an act at a kiosk share. */
export function useActFlow() {
  const router = useRouter()
  const act = useAct()
  const person = usePerson()
  const scan = useScan()
  const station = useStation()

  /** Which act it is about, as the route says; ending a freeze for good belongs to the freeze. */
  const kind = computed<KioskAct>(() => (router.currentRoute.value.params['kind'] === 'freeze' ? 'freeze' : 'bind'))
  /** The names of its steps. */
  const steps = computed(() => STEPS[kind.value].map((step) => t(`kiosk.act.steps.${step}`)))

  const isReady = (device: 'card-reader' | 'fingerprint'): boolean =>
    station.status?.devices.some(({ kind, state }) => kind === device && state === 'ready') === true
  /** Why no act can be begun here now; undefined where one can. */
  const away = computed(() => {
    if (!isReady('card-reader') || !isReady('fingerprint')) return t('kiosk.home.actAway.reader')
    return station.status?.line.state === 'down' ? t('kiosk.home.actAway.line') : undefined
  })

  /** Begins an act and shows its first screen at once. */
  async function begin(which: KioskAct): Promise<void> {
    const beginning = act.begin(which)
    await router.replace({ name: 'act', params: { kind: which } })
    await beginning
  }

  /** Leaves the act, so that nothing of it happens, and goes to the first screen. */
  async function home(): Promise<void> {
    const leaving = act.leave()
    const ending = person.current ? person.end(leaving) : leaving
    scan.leave()
    await router.replace({ name: 'home' })
    await ending
  }

  return { kind, steps, away, begin, home }
}
