import { computed } from 'vue'
import type { OrderName, TrainingOrder, TrainingState } from '../../../electron/contract/training.ts'
import en from '../../i18n/en/dock.json' with { type: 'json' }
import { language, type Language } from '../../i18n/index.ts'
import pt from '../../i18n/pt/dock.json' with { type: 'json' }
import zhHans from '../../i18n/zh-Hans/dock.json' with { type: 'json' }
import zhHant from '../../i18n/zh-Hant/dock.json' with { type: 'json' }

export type Twin = OrderName extends `${infer Name}.${string}` ? Name : never
type SettingOf<Name extends OrderName> =
  Extract<TrainingOrder, { do: Name }> extends { to: infer To extends string } ? To : never

type Lights = TrainingState['lights']

/** The words that the dock needs: an order, a setting of one, or a light, without its word doesn't compile. */
interface Needed {
  dock: {
    twins: Record<Twin, string>
    lights: { places: Record<keyof Lights, string>; shows: Record<Lights[keyof Lights], string> }
    orders: { [Name in OrderName]: { name: string; to: Record<SettingOf<Name>, string> } }
  }
}

/** The dock's words. They are apart from the pages' messages, since no package has them. */
const WORDS = { 'zh-Hant': zhHant, pt, en, 'zh-Hans': zhHans } satisfies Record<Language, Needed & typeof en>

/** The dock's words in the page's language. */
export const words = computed(() => WORDS[language.value].dock)

/** The words of an order and its settings. */
export function wordsOf(name: OrderName): { name: string; to: Readonly<Partial<Record<string, string>>> } {
  return words.value.orders[name]
}
