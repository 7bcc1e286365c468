/** The tones for a code that was read, accepted or refused: short and soft, they differ in pitch, not in loudness. */
const NOTES = {
  read: [{ hertz: 880, at: 0, lasts: 0.07 }],
  accepted: [
    { hertz: 784, at: 0, lasts: 0.09 },
    { hertz: 1175, at: 0.09, lasts: 0.16 },
  ],
  refused: [
    { hertz: 392, at: 0, lasts: 0.14 },
    { hertz: 330, at: 0.13, lasts: 0.2 },
  ],
} as const

let audio: AudioContext | undefined

/** Plays a sound. Does nothing where the machine has no sound, or before the page was first touched. */
export function chime(which: keyof typeof NOTES): void {
  if (typeof AudioContext === 'undefined') return
  try {
    play(which)
  } catch {
    // Without the machine's audio device the screen alone says the same.
  }
}

function play(which: keyof typeof NOTES): void {
  audio ??= new AudioContext()
  if (audio.state === 'suspended') {
    audio.resume().catch(() => {})
    return
  }
  for (const note of NOTES[which]) {
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    const start = audio.currentTime + note.at
    tone.frequency.value = note.hertz
    volume.gain.setValueAtTime(0.0001, start)
    volume.gain.exponentialRampToValueAtTime(0.12, start + 0.012)
    volume.gain.exponentialRampToValueAtTime(0.0001, start + note.lasts)
    tone.connect(volume).connect(audio.destination)
    tone.start(start)
    tone.stop(start + note.lasts + 0.02)
  }
}
