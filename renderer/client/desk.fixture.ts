import { startKeyboardScanner } from './keyboard-scanner.ts'

/** A keyboard and a clock that a test controls. */
export class Desk {
  time = 1000
  /** How late, in milliseconds, the machine delivers keys after their time stamps. */
  lag = 0
  timers = new Set<{ due: number; then: () => void }>()
  scans: string[] = []
  readings: string[][] = []
  capsLock = false
  heard: string[] = []
  stop = startKeyboardScanner({
    onScan: ({ bytes, source, readings = [] }) => {
      this.scans.push(`${source} ${new TextDecoder().decode(bytes)}`)
      this.readings.push(readings.map((each) => new TextDecoder().decode(each)))
    },
    now: () => this.time,
    after: (ms, then) => {
      const timer = { due: this.time + ms, then }
      this.timers.add(timer)
      return () => this.timers.delete(timer)
    },
  })

  wait(ms: number): void {
    const until = this.time + ms
    for (;;) {
      const next = [...this.timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0]
      if (!next) break
      this.timers.delete(next)
      this.time = Math.max(this.time, next.due)
      next.then()
    }
    this.time = until
  }

  /** Presses and releases a key. Returns whether the browser would do the key's own action. */
  press(key: string, more: KeyboardEventInit = {}): boolean {
    const target = document.activeElement ?? document.body
    const eventOf = (type: string) => {
      const event = new KeyboardEvent(type, { key, code: codeOf(key), bubbles: true, cancelable: true, ...more })
      Object.defineProperty(event, 'timeStamp', { value: this.time - this.lag })
      // happy-dom doesn't tell Alt from AltGr.
      Object.defineProperty(event, 'getModifierState', {
        value: (name: string) => name === 'CapsLock' && this.capsLock,
      })
      return event
    }
    const goesOn = target.dispatchEvent(eventOf('keydown'))
    if (goesOn && target instanceof HTMLInputElement && key === 'Backspace') target.value = target.value.slice(0, -1)
    if (goesOn && target instanceof HTMLInputElement && key.length === 1 && !more.ctrlKey && !more.altKey)
      target.value += key
    target.dispatchEvent(eventOf('keyup'))
    return goesOn
  }

  type(text: string, gap: number): void {
    for (const character of text) {
      this.press(character, { shiftKey: /[A-Z:]/.test(character) })
      this.wait(gap)
    }
  }
}

/** The `code` of a character's key on a US keyboard. */
export function codeOf(key: string): string {
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`
  if (/^\d$/.test(key)) return `Digit${key}`
  return { ' ': 'Space', ':': 'Semicolon', '/': 'Slash', '-': 'Minus' }[key] ?? key
}

/** A text as long as an eID's code. */
export const EID = `ME1:${'NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH'.repeat(21)}`
