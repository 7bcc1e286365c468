import { inject } from 'vue'
import { givenSounds, type Sound, type Sounds } from './sounds.ts'

interface Tones {
  /** How loud at most, from 0 to 1. */
  peak: number
  /** Each tone's pitch, when it begins and how long it lasts, in seconds. */
  tones: readonly { hertz: number; at: number; lasts: number }[]
}

/**
 * The tones of each sound. Those for a code are short and soft, and differ in pitch, not in loudness; the one for a
 * forgotten card has to reach a person who walks away.
 */
const SOUNDS: Readonly<Record<Sound, Tones>> = {
  read: { peak: 0.12, tones: [{ hertz: 880, at: 0, lasts: 0.07 }] },
  accepted: {
    peak: 0.12,
    tones: [
      { hertz: 784, at: 0, lasts: 0.09 },
      { hertz: 1175, at: 0.09, lasts: 0.16 },
    ],
  },
  refused: {
    peak: 0.12,
    tones: [
      { hertz: 392, at: 0, lasts: 0.14 },
      { hertz: 330, at: 0.13, lasts: 0.2 },
    ],
  },
  forgotten: {
    peak: 0.5,
    tones: [
      { hertz: 988, at: 0, lasts: 0.18 },
      { hertz: 740, at: 0.22, lasts: 0.18 },
      { hertz: 988, at: 0.44, lasts: 0.3 },
    ],
  },
}

let audio: AudioContext | undefined

/** Sounds on the machine's audio device, through the browser. */
export const chimes: Sounds = {
  play(sound) {
    if (typeof AudioContext === 'undefined') return
    try {
      play(SOUNDS[sound])
    } catch {
      // Without the machine's audio device the screen alone says the same.
    }
  },
}

/** The sounds of the page that calls it. */
export const useSounds = (): Sounds => inject(givenSounds, chimes)

function play({ peak, tones }: Tones): void {
  audio ??= new AudioContext()
  if (audio.state === 'suspended') {
    audio.resume().catch(() => {})
    return
  }
  for (const note of tones) {
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    const start = audio.currentTime + note.at
    tone.frequency.value = note.hertz
    volume.gain.setValueAtTime(0.0001, start)
    volume.gain.exponentialRampToValueAtTime(peak, start + 0.012)
    volume.gain.exponentialRampToValueAtTime(0.0001, start + note.lasts)
    tone.connect(volume).connect(audio.destination)
    tone.start(start)
    tone.stop(start + note.lasts + 0.02)
  }
}
