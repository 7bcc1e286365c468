import { useEventListener, useTimeoutFn } from '@vueuse/core'
import { onScopeDispose, ref, type Ref } from 'vue'

/** The longest time that reading a screen aloud takes, in milliseconds. */
const LONGEST = 180_000

/** Reads texts aloud where the machine has a voice for the language. */
export interface ReadAloud {
  /** Whether there is a voice for `language`; without one the screen says so. */
  canSpeak(language: string): boolean
  speaking: Readonly<Ref<boolean>>
  /** Reads a text that a person asked for; while it is read, the person counts as present. */
  speak(text: string, language: string): void
  /** Reads a text that nobody asked for; nobody counts as present for it. */
  announce(text: string, language: string): void
  stop(): void
}

/** What is read aloud of a part of the page: its words, but for those that only eyes are to read (`aria-hidden`). */
export function wordsOf(part: HTMLElement | null): string {
  if (!part) return ''
  // base.css takes what is hidden out of the layout meanwhile; nothing is drawn between.
  part.dataset['saying'] = ''
  const words = part.innerText
  delete part.dataset['saying']
  return words
}

/** Makes the reader of the component that calls it, on the machine's speech synthesis, whose voices may load late. */
export function useReadAloud(): ReadAloud {
  const synthesis = 'speechSynthesis' in window ? window.speechSynthesis : undefined
  const voices = ref<readonly SpeechSynthesisVoice[]>([])
  // A time limit, so that a voice that never reports its end doesn't keep a person's data on the screen.
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
        // The event of a cut-off utterance comes late, when the next one is already being read.
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

/** Language tags of voices, the best first. Macao reads Chinese aloud in Cantonese; Mandarin is better than none. */
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
