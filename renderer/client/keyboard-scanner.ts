import { fieldOf, replay, type HeldKey } from './key-replay.ts'
import { beginsLikeACode, isCharacter, readingsOf, type TypedKey } from './keyboard-readings.ts'
import { usCharacter } from './us-layout.ts'

/** One code that a keyboard-mode scanner typed. */
interface KeyboardScan {
  /**
   * The likeliest reading of the keys in UTF-8. Over 4,096 bytes it is cut after 4,097: longer than any code, so that
   * the station says so.
   */
  bytes: Uint8Array
  source: 'hid-keyboard'
  /** Other readings of the keys, if any, among which the station finds the code. */
  readings?: readonly Uint8Array[]
}

interface KeyboardScannerOptions {
  onScan(scan: KeyboardScan): void
  /**
   * Called when a scan has begun; its code follows. `from`: when its first key was pressed, by the events' `timeStamp`.
   */
  onBurst?(from: number): void
  /** The present time in milliseconds, by the clock of the events' `timeStamp`. */
  now?(): number
  /** Calls `then` once after `ms` milliseconds; the returned function cancels it. */
  after?(ms: number, then: () => void): () => void
}

/** Fewer keys than this are taken as a person's, however quick they are. */
const SHORTEST = 6
/** The longest time between a scanner's keys, in milliseconds; a person never types six keys in a row so quickly. */
const GAP = 35
/**
 * The longest time between a slow scanner's keys, in milliseconds. Such a burst is taken as a scan where it begins like
 * a code, or where many keys are typed while no field has the focus.
 */
export const SLOW_GAP = 120
/** The length of our shortest code: a shorter slow burst that begins like a code is a person's. */
const SHORTEST_CODE = 15
/** How many keys without a focused field make a slow burst a scan. */
const UNFOCUSED_KEYS = 12
/** How long a key waits for the next one until it counts as a person's, in milliseconds: a little more than `GAP`. */
export const HOLD = 40
/**
 * After how many milliseconds without a key a scan is over that doesn't end with Enter or Tab: longer than a busy
 * machine delays keys.
 */
const PAUSE = 250
/** Keys that follow a scan's end within this many milliseconds are still the scanner's. */
const TAIL = 100
/**
 * A timer that fires this much too late, in milliseconds, shows that the page was busy: it first lets queued keys in.
 */
const LATE = 15
/**
 * How long the keys of an ended burst are remembered, in milliseconds, in case later keys belong to it: longer than a
 * busy machine delays keys.
 */
const REMEMBERED = 2000
const LONGEST = 4096

const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock', 'ScrollLock', 'Fn']
const ENDS = ['Enter', 'Tab']
/** Values of `key` where an input method or a dead key has taken the key: its `code` then tells the character. */
const TAKEN = ['Process', 'Unidentified', 'Dead']

interface Key extends HeldKey, TypedKey {
  code: string
  /** The time stamp of the key's event, in milliseconds. */
  at: number
  /** Whether an input method or the page already has the key, so that its text can only be removed again. */
  taken: boolean
}

type Phase = 'idle' | 'scan' | 'tail'

/** The longest time between two keys of the same burst in each phase, in milliseconds, by the keys' time stamps. */
const LONGEST_GAP: Readonly<Record<Phase, number>> = { idle: GAP, scan: PAUSE, tail: TAIL }

/**
 * A burst that a timer ended. On a busy machine the timer can fire before delayed keys arrive; their time stamps then
 * show that they belong to the burst.
 */
interface Ended {
  phase: Phase
  keys: Key[]
  before: FieldBefore | undefined
  reported: string
}

/**
 * Reads a keyboard-mode scanner ("wedge") wherever the focus is. Each printable key, Space and Enter is held back for
 * 40 ms. Six or more keys that follow within 35 ms each are a scan, and nothing of them reaches the page; all others
 * are a person's and are given back in order. A slower burst is a scan where it begins like a code, or has many keys
 * while no field has the focus; its text is then removed from the field again. If a busy machine delivers keys too
 * late, their time stamps decide: given-back text is removed, and a code that was reported in part is reported whole.
 * Shortcuts, editing keys, repeats, paste and input methods pass unchanged. Returns the function that stops it.
 */
export function startKeyboardScanner({
  onScan,
  onBurst,
  now = () => performance.now(),
  after = waitOnTimer,
}: KeyboardScannerOptions): () => void {
  const ours = new WeakSet<Event>()
  const down = new Set<string>()
  let held: Key[] = []
  let phase: Phase = 'idle'
  let last = Number.NEGATIVE_INFINITY
  let cancel: () => void = () => undefined
  let before: FieldBefore | undefined
  let ended: Ended | undefined
  let reported = ''
  /** Keys that were given back, while the next keys may still show that they came from a slow scanner. */
  let slow = NO_BURST
  let isSlow = false

  function keydown(event: KeyboardEvent): void {
    if (ours.has(event)) return
    if (phase !== 'idle' && event.timeStamp - last > LONGEST_GAP[phase]) settle()
    if (MODIFIERS.includes(event.key)) {
      if (phase === 'scan') swallow(event)
      return
    }
    resumeEnded(event)
    if (phase === 'scan') onKeyInScan(event)
    else if (phase === 'tail' && !isPrintable(event)) onKeyAfterScan(event)
    else onKeyOutsideScan(event)
  }

  function resumeEnded(event: KeyboardEvent): void {
    const was = ended
    ended = undefined
    if (!was || Math.abs(event.timeStamp - last) > LONGEST_GAP[was.phase]) return
    ;({ phase, keys: held, before, reported } = was)
    if (phase === 'idle') slow = { ...slow, keys: slow.keys.filter((key) => !held.includes(key)) }
  }

  /** Begins a scan where the keys that were given back and the held ones are a slow scanner's. */
  function recogniseSlow(): void {
    const keys = [...slow.keys, ...held]
    const joins = slow.keys.length > 0 && (held[0]?.at ?? 0) - slow.last <= SLOW_GAP && held.every(isCharacter)
    if (
      !joins ||
      !(
        beginsLikeACode(keys) ||
        (keys.length >= UNFOCUSED_KEYS && keys.every(({ target }) => fieldOf(target) === undefined))
      )
    )
      return
    held = keys
    before = slow.before ?? before
    slow = NO_BURST
    isSlow = true
    phase = 'scan'
  }

  /** Handles a key while no scan is known to be under way. */
  function onKeyOutsideScan(event: KeyboardEvent): void {
    phase = 'idle'
    const taken = isTaken(event)
    const isScanners = isPrintable(event) || taken || (event.key === 'Enter' && isPlain(event))
    // Editing keys, and any key in a list, can't be replayed: they pass at once, after the held keys were given back.
    const passes = event.repeat || !isScanners || event.target instanceof HTMLSelectElement
    if (passes || event.timeStamp - last > GAP) giveBack()
    if (passes) {
      slow = NO_BURST
      return
    }
    if (taken) before ??= fieldBefore(event.target)
    else swallow(event)
    held.push(keyOf(event, taken))
    last = event.timeStamp
    if (held.filter(isCharacter).length >= SHORTEST) phase = 'scan'
    else recogniseSlow()
    if (phase === 'scan') onBurst?.(held[0]?.at ?? last)
    startTimer(phase === 'scan' ? PAUSE : HOLD)
  }

  function onKeyInScan(event: KeyboardEvent): void {
    if (isTypedByPerson() && event.key !== 'Enter' && !isPrintable(event) && !isTaken(event)) {
      settle()
      onKeyOutsideScan(event)
      return
    }
    swallow(event)
    last = event.timeStamp
    if (ENDS.includes(event.key)) {
      if (isTypedByPerson() && event.key === 'Enter') held.push(keyOf(event, false))
      finish()
      phase = 'tail'
    } else if (held.length <= LONGEST) held.push(keyOf(event, isTaken(event)))
    startTimer(phase === 'tail' ? TAIL : PAUSE)
  }

  /** Swallows what some scanners add after the end, such as a second Enter or a line feed. */
  function onKeyAfterScan(event: KeyboardEvent): void {
    swallow(event)
    last = event.timeStamp
    startTimer(TAIL)
  }

  function keyup(event: KeyboardEvent): void {
    if (ours.has(event) || !down.delete(event.code)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    for (const key of held) if (key.code === event.code) key.released = true
  }

  /** Keeps the page from hearing what an input method writes during a scan. */
  function onInput(event: Event): void {
    if (phase === 'scan') event.stopImmediatePropagation()
  }

  function swallow(event: KeyboardEvent): void {
    event.preventDefault()
    event.stopImmediatePropagation()
    down.add(event.code)
  }

  function settle(): void {
    if (phase === 'scan') finish()
    else giveBack()
    phase = 'idle'
  }

  /** Whether a slow burst that began like a code is too short to be one, and so a person's. */
  function isTypedByPerson(): boolean {
    return isSlow && held.filter(isCharacter).length < SHORTEST_CODE
  }

  function onTimeout(): void {
    if (isTypedByPerson()) {
      settle()
      return
    }
    const was: Ended = {
      phase,
      keys: held,
      before,
      reported: phase === 'scan' ? (readingsOf(held.filter(isCharacter))[0] ?? '') : '',
    }
    // Not with Enter among the keys: the field can't be restored after its form was sent.
    if (phase === 'idle' && held.every(isCharacter)) was.before ??= fieldBefore(held[0]?.target ?? null)
    settle()
    if (was.phase === 'idle') for (const key of was.keys) key.taken = true
    ended = was
    cancel = after(REMEMBERED, () => {
      ended = undefined
    })
  }

  function finish(): void {
    const isScan = !isTypedByPerson()
    phase = 'idle'
    isSlow = false
    if (!isScan) {
      giveBack()
      return
    }
    const [text = '', ...others] = readingsOf(held.filter(isCharacter))
    const isNew = text !== reported
    reported = ''
    held = []
    before?.restore()
    before = undefined
    if (isNew)
      onScan({
        bytes: inBytes(text),
        source: 'hid-keyboard',
        ...(others.length === 0 ? {} : { readings: others.map(inBytes) }),
      })
  }

  function giveBack(): void {
    cancel()
    const keys = held
    rememberAsSlow(keys)
    held = []
    before = undefined
    for (const key of keys) {
      if (key.taken) continue
      key.taken = true
      // A key that is still down: its own keyup is to reach the page.
      if (!key.released) down.delete(key.code)
      replay(key, (event) => ours.add(event))
    }
  }

  /** Remembers keys as a possible slow scan. To be called before they are given back, while the field is unchanged. */
  function rememberAsSlow(keys: readonly Key[]): void {
    const [first] = keys
    if (!first || !keys.every(isCharacter)) {
      if (first) slow = NO_BURST
      return
    }
    if (first.at - slow.last > SLOW_GAP || slow.keys.length === 0)
      slow = { keys: [], before: before ?? fieldBefore(first.target), last: 0 }
    slow = { keys: [...slow.keys, ...keys].slice(-LONGEST), before: slow.before, last: keys.at(-1)?.at ?? 0 }
  }

  function startTimer(ms: number): void {
    cancel()
    const due = now() + ms
    cancel = after(ms, () => {
      if (now() - due > LATE) startTimer(LATE)
      else onTimeout()
    })
  }

  const listening = new AbortController()
  const first = { capture: true, signal: listening.signal }
  window.addEventListener('keydown', keydown, first)
  window.addEventListener('keyup', keyup, first)
  for (const name of ['beforeinput', 'input', 'compositionstart', 'compositionupdate', 'compositionend']) {
    window.addEventListener(name, onInput, first)
  }
  return () => {
    listening.abort()
    if (phase === 'scan') held = []
    ended = undefined
    giveBack()
    phase = 'idle'
  }
}

interface SlowBurst {
  keys: readonly Key[]
  before: FieldBefore | undefined
  /** The last key's time stamp, in milliseconds. */
  last: number
}

const NO_BURST: SlowBurst = { keys: [], before: undefined, last: Number.NEGATIVE_INFINITY }

function inBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text).subarray(0, LONGEST + 1)
}

/** A field as it was before an input method wrote a scan into it. */
interface FieldBefore {
  restore(): void
}

function fieldBefore(target: EventTarget | null): FieldBefore | undefined {
  const field = fieldOf(target)
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return undefined
  const { value, selectionStart, selectionEnd } = field
  return {
    restore() {
      // Removing the focus ends the input method's composition.
      field.blur()
      field.value = value
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
      field.focus()
      if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd)
    },
  }
}

function isPlain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.altKey && !event.metaKey
}

function isPrintable(event: KeyboardEvent): boolean {
  return [...event.key].length === 1 && !event.isComposing && (isPlain(event) || event.getModifierState('AltGraph'))
}

function isTaken(event: KeyboardEvent): boolean {
  return event.isComposing || TAKEN.includes(event.key)
}

function keyOf(event: KeyboardEvent, taken: boolean): Key {
  const { key, code, location, ctrlKey, shiftKey, altKey, metaKey, target } = event
  return {
    target,
    event: { key, code, location, ctrlKey, shiftKey, altKey, metaKey },
    released: false,
    code,
    typed: isPrintable(event) ? key : undefined,
    onUs: isPrintable(event) || taken ? usCharacter({ code, shift: shiftKey, capsLock: false }) : undefined,
    capsLock: event.getModifierState('CapsLock'),
    altGraph: event.getModifierState('AltGraph'),
    at: event.timeStamp,
    taken,
  }
}

function waitOnTimer(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}
