import { useEventListener, useTimeoutFn } from '@vueuse/core'
import { onScopeDispose, ref, type Ref } from 'vue'

/** No screen takes longer to be read aloud, in milliseconds. */
const LONGEST = 180_000

/** Reads the screen aloud where the machine has a voice for the language. */
export interface ReadAloud {
  /** Whether there is a voice for `language`: without one the screen says so instead of staying silent. */
  canSpeak(language: string): boolean
  speaking: Readonly<Ref<boolean>>
  /** Reads what somebody asked for: until it is over, they are there. */
  speak(text: string, language: string): void
  /** Says something that nobody asked for: it doesn't mean that anybody is there. */
  announce(text: string, language: string): void
  stop(): void
}

/** The machine's speech synthesis, for the component that uses it; its voices may arrive late. */
export function useReadAloud(): ReadAloud {
  const synthesis = 'speechSynthesis' in window ? window.speechSynthesis : undefined
  const voices = ref<readonly SpeechSynthesisVoice[]>([])
  // A voice that never says that it has ended holds nobody's data on the screen.
  const { isPending: speaking, start, stop: over } = useTimeoutFn(() => {}, LONGEST, { immediate: false })
  let latest: SpeechSynthesisUtterance | undefined
  const load = (): void => void (voices.value = synthesis?.getVoices() ?? [])
  load()
  if (synthesis) useEventListener(synthesis, 'voiceschanged', load)
  onScopeDispose(() => synthesis?.cancel())

  const voiceFor = (language: string): SpeechSynthesisVoice | undefined =>
    preferredTags(language)
      .map((tag) => voices.value.find((voice) => voice.lang.toLowerCase().replace('_', '-').startsWith(tag)))
      .find(Boolean)

  function stop(): void {
    synthesis?.cancel()
    over()
  }

  function utter(text: string, language: string): SpeechSynthesisUtterance | undefined {
    const voice = voiceFor(language)
    if (!synthesis || !voice) return undefined
    stop()
    const utterance = new SpeechSynthesisUtterance(text)
    utterance.voice = voice
    utterance.lang = voice.lang
    utterance.rate = 0.95
    latest = utterance
    synthesis.speak(utterance)
    return utterance
  }

  return {
    canSpeak: (language) => voiceFor(language) !== undefined,
    speaking,
    speak(text, language) {
      const utterance = utter(text, language)
      if (!utterance) return
      utterance.onend = utterance.onerror = () => {
        // What was cut off says so late, when the next one is being read.
        if (latest === utterance) over()
      }
      start()
    },
    announce(text, language) {
      utter(text, language)
    },
    stop,
  }
}

/** In Macao written Chinese is read aloud in Cantonese; a Mandarin voice is better than none. */
function preferredTags(language: string): readonly string[] {
  switch (language) {
    case 'zh-Hant':
      return ['zh-hk', 'yue', 'zh-tw', 'zh']
    case 'zh-Hans':
      return ['zh-cn', 'cmn', 'zh']
    case 'pt':
      return ['pt-pt', 'pt']
    default:
      return ['en']
  }
}
