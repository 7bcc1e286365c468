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
  /** What else the keys can have meant; the station tells which is a code. Absent where there is nothing else. */
  readings?: readonly Uint8Array[]
}

interface KeyboardScannerOptions {
  onScan(scan: KeyboardScan): void
  /**
   * A scan has begun, whose first key was pressed at `from` on the clock of the events' `timeStamp`: its code will
   * follow.
   */
  onBurst?(from: number): void
  /** Milliseconds on the clock of the events' `timeStamp`. */
  now?(): number
  /** Calls `then` once after `ms` milliseconds; the returned function cancels it. */
  after?(ms: number, then: () => void): () => void
}

/** Fewer keys than this are a person's, however quick. */
const SHORTEST = 6
/** A scanner's keys follow each other within this many milliseconds; a person's hardly ever, and never six in a row. */
const GAP = 35
/**
 * Slower scanners' keys follow each other within this: such a burst is told from a person's by how it begins, or since
 * it is typed into nothing.
 */
export const SLOW_GAP = 120
/** A code of ours is longer than this; what begins like one and isn't was a person's. */
const SHORTEST_CODE = 15
/** Nobody types so many characters at that pace where nothing takes them. */
const INTO_NOTHING = 12
/** How long a key waits for the next one before it counts as a person's: a little over the gap. */
export const HOLD = 40
/**
 * A scan without Enter or Tab at its end is over after this many milliseconds: longer than a busy machine holds keys
 * back.
 */
const PAUSE = 250
/** What follows a scan's end within this many milliseconds is still the scanner's. */
const TAIL = 100
/** A timer this late means that the page was busy: keys may be waiting behind it, so they are let in first. */
const LATE = 15
/**
 * How long keys are remembered after a timer took them for all there were: longer than a busy machine keeps the next
 * ones back.
 */
const REMEMBERED = 2000
const LONGEST = 4096

const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock', 'ScrollLock', 'Fn']
const ENDS = ['Enter', 'Tab']
/** What `key` says where an input method or a dead key has taken it: then the key's place tells the character. */
const TAKEN = ['Process', 'Unidentified', 'Dead']

interface Key extends HeldKey, TypedKey {
  code: string
  /** The keyboard's own time stamp. */
  at: number
  /** An input method or the page has it: it can't be held back, only taken out again. */
  taken: boolean
}

type Phase = 'idle' | 'scan' | 'tail'

/** By the keys' own time stamps, what follows the last key later than this doesn't belong to it. */
const TOGETHER: Readonly<Record<Phase, number>> = { idle: GAP, scan: PAUSE, tail: TAIL }

/**
 * What a timer took for over. A timer can fire while a busy machine still has keys on their way; their stamps then tell
 * that it isn't.
 */
interface Ended {
  phase: Phase
  keys: Key[]
  before: FieldBefore | undefined
  told: string
}

/**
 * Hears a scanner that types (keyboard mode, "wedge") wherever the focus is. Each printable key, Space and Enter is
 * held back for 40 ms: six or more that follow within 35 ms each are a scan, of which nothing reaches the page, no
 * text, no shortcut, no pressed button; the rest is a person's typing and is given back in order. A slower burst is a
 * scan where it begins like a code, or where nothing takes so many keys; what was given back of it is taken out of its
 * field again. Where a busy machine brings the next key too late for that, the keys' time stamps decide: what was given
 * back is taken out of its field again, and a code that was told in part is told whole. Shortcuts, editing keys,
 * repeats, paste and input methods pass as they are. Returns the function that stops it.
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
  let told = ''
  /** Keys that were given back, as long as the next may still be of the same slow scanner. */
  let slow = NOBODYS
  let isSlow = false

  function keydown(event: KeyboardEvent): void {
    if (ours.has(event)) return
    if (phase !== 'idle' && event.timeStamp - last > TOGETHER[phase]) settle()
    if (MODIFIERS.includes(event.key)) {
      if (phase === 'scan') swallow(event)
      return
    }
    takeUp(event)
    if (phase === 'scan') during(event)
    else if (phase === 'tail' && !isPrintable(event)) tail(event)
    else unsure(event)
  }

  function takeUp(event: KeyboardEvent): void {
    const was = ended
    ended = undefined
    if (!was || Math.abs(event.timeStamp - last) > TOGETHER[was.phase]) return
    ;({ phase, keys: held, before, told } = was)
    if (phase === 'idle') slow = { ...slow, keys: slow.keys.filter((key) => !held.includes(key)) }
  }

  /** What was given back one by one is a scan after all: it is taken out of its field again. */
  function recogniseSlow(): void {
    const keys = [...slow.keys, ...held]
    const joins = slow.keys.length > 0 && (held[0]?.at ?? 0) - slow.last <= SLOW_GAP && held.every(isCharacter)
    if (
      !joins ||
      !(
        beginsLikeACode(keys) ||
        (keys.length >= INTO_NOTHING && keys.every(({ target }) => fieldOf(target) === undefined))
      )
    )
      return
    held = keys
    before = slow.before ?? before
    slow = NOBODYS
    isSlow = true
    phase = 'scan'
  }

  /** No scan is known to be under way. */
  function unsure(event: KeyboardEvent): void {
    phase = 'idle'
    const taken = isTaken(event)
    const isScanners = isPrintable(event) || taken || (event.key === 'Enter' && isPlain(event))
    // What a browser does with an editing key, or a list with any, can't be done for it: such keys go on as they are,
    // behind those that were held.
    const passes = event.repeat || !isScanners || event.target instanceof HTMLSelectElement
    if (passes || event.timeStamp - last > GAP) giveBack()
    if (passes) {
      slow = NOBODYS
      return
    }
    if (taken) before ??= fieldBefore(event.target)
    else swallow(event)
    held.push(keyOf(event, taken))
    last = event.timeStamp
    if (held.filter(isCharacter).length >= SHORTEST) phase = 'scan'
    else recogniseSlow()
    if (phase === 'scan') onBurst?.(held[0]?.at ?? last)
    arm(phase === 'scan' ? PAUSE : HOLD)
  }

  function during(event: KeyboardEvent): void {
    if (isPersons() && event.key !== 'Enter' && !isPrintable(event) && !isTaken(event)) {
      settle()
      unsure(event)
      return
    }
    swallow(event)
    last = event.timeStamp
    if (ENDS.includes(event.key)) {
      if (isPersons() && event.key === 'Enter') held.push(keyOf(event, false))
      finish()
      phase = 'tail'
    } else if (held.length <= LONGEST) held.push(keyOf(event, isTaken(event)))
    arm(phase === 'tail' ? TAIL : PAUSE)
  }

  /** A second Enter, a line feed: what some scanners add behind the end. */
  function tail(event: KeyboardEvent): void {
    swallow(event)
    last = event.timeStamp
    arm(TAIL)
  }

  function keyup(event: KeyboardEvent): void {
    if (ours.has(event) || !down.delete(event.code)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    for (const key of held) if (key.code === event.code) key.released = true
  }

  /** While a scan is under way an input method writes into nothing. */
  function written(event: Event): void {
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

  /** It began like a code, at a person's pace, and was none. */
  function isPersons(): boolean {
    return isSlow && held.filter(isCharacter).length < SHORTEST_CODE
  }

  function timeUp(): void {
    if (isPersons()) {
      settle()
      return
    }
    const was: Ended = {
      phase,
      keys: held,
      before,
      told: phase === 'scan' ? (readingsOf(held.filter(isCharacter))[0] ?? '') : '',
    }
    // Not where Enter is among them: what it sends is gone from the field for good.
    if (phase === 'idle' && held.every(isCharacter)) was.before ??= fieldBefore(held[0]?.target ?? null)
    settle()
    if (was.phase === 'idle') for (const key of was.keys) key.taken = true
    ended = was
    cancel = after(REMEMBERED, () => {
      ended = undefined
    })
  }

  function finish(): void {
    const isScan = !isPersons()
    phase = 'idle'
    isSlow = false
    if (!isScan) {
      giveBack()
      return
    }
    const [text = '', ...others] = readingsOf(held.filter(isCharacter))
    const isNew = text !== told
    told = ''
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
    keepAsSlow(keys)
    held = []
    before = undefined
    for (const key of keys) {
      if (key.taken) continue
      key.taken = true
      // Let go of later: its own keyup then reaches the page.
      if (!key.released) down.delete(key.code)
      replay(key, (event) => ours.add(event))
    }
  }

  /** Before they are given back: the field is then as it was. */
  function keepAsSlow(keys: readonly Key[]): void {
    const [first] = keys
    if (!first || !keys.every(isCharacter)) {
      if (first) slow = NOBODYS
      return
    }
    if (first.at - slow.last > SLOW_GAP || slow.keys.length === 0)
      slow = { keys: [], before: before ?? fieldBefore(first.target), last: 0 }
    slow = { keys: [...slow.keys, ...keys].slice(-LONGEST), before: slow.before, last: keys.at(-1)?.at ?? 0 }
  }

  function arm(ms: number): void {
    cancel()
    const due = now() + ms
    cancel = after(ms, () => {
      if (now() - due > LATE) arm(LATE)
      else timeUp()
    })
  }

  const listening = new AbortController()
  const first = { capture: true, signal: listening.signal }
  window.addEventListener('keydown', keydown, first)
  window.addEventListener('keyup', keyup, first)
  for (const name of ['beforeinput', 'input', 'compositionstart', 'compositionupdate', 'compositionend']) {
    window.addEventListener(name, written, first)
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
  /** The last key's stamp. */
  last: number
}

const NOBODYS: SlowBurst = { keys: [], before: undefined, last: Number.NEGATIVE_INFINITY }

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
      // Losing the focus ends the input method's own text.
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
