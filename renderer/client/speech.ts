import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Reads the screen aloud where the machine has a voice for the language. */
export interface ReadAloud {
  /** Whether there is a voice for `language`: without one the screen says so instead of staying silent. */
  canSpeak(language: string): boolean
  speaking: Readonly<Ref<boolean>>
  speak(text: string, language: string): void
  stop(): void
}

/** The machine's speech synthesis, for the component that uses it; its voices may arrive late. */
export function useReadAloud(): ReadAloud {
  const synthesis = 'speechSynthesis' in window ? window.speechSynthesis : undefined
  const voices = ref<readonly SpeechSynthesisVoice[]>([])
  const speaking = ref(false)
  const load = (): void => void (voices.value = synthesis?.getVoices() ?? [])
  load()
  synthesis?.addEventListener('voiceschanged', load)
  onScopeDispose(() => {
    synthesis?.removeEventListener('voiceschanged', load)
    synthesis?.cancel()
  })

  const voiceFor = (language: string): SpeechSynthesisVoice | undefined =>
    preferredTags(language).map((tag) => voices.value.find((voice) => voice.lang.toLowerCase().replace('_', '-').startsWith(tag))).find(Boolean)

  return {
    canSpeak: (language) => voiceFor(language) !== undefined,
    speaking: readonly(speaking),
    speak(text, language) {
      const voice = voiceFor(language)
      if (!synthesis || !voice) return
      synthesis.cancel()
      const utterance = new SpeechSynthesisUtterance(text)
      utterance.voice = voice
      utterance.lang = voice.lang
      utterance.rate = 0.95
      utterance.onend = utterance.onerror = () => void (speaking.value = false)
      speaking.value = true
      synthesis.speak(utterance)
    },
    stop() {
      synthesis?.cancel()
      speaking.value = false
    }
  }
}

/** In Macao written Chinese is read aloud in Cantonese; a Mandarin voice is better than none. */
function preferredTags(language: string): readonly string[] {
  switch (language) {
    case 'zh-Hant': return ['zh-hk', 'yue', 'zh-tw', 'zh']
    case 'zh-Hans': return ['zh-cn', 'cmn', 'zh']
    case 'pt': return ['pt-pt', 'pt']
    default: return ['en']
  }
}
