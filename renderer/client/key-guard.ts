import { useEventListener } from '@vueuse/core'
import { fieldOf } from './key-replay.ts'

/** What a key does by itself in every page: walk, press, leave. */
const PRESSING = ['Tab', 'Enter', 'Escape', ' ']
const WALKING = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown']
const EDITING = [...WALKING, 'Backspace', 'Delete']
/** The system's own copy and paste, with what belongs to it: all, undo, redo. */
const CLIPBOARD = ['c', 'v', 'x', 'a', 'z', 'y']
const CLIPBOARD_SHIFTED = ['v', 'z']
const MODIFIERS = ['Shift', 'Control', 'AltGraph', 'CapsLock', 'NumLock', 'ScrollLock', 'Fn']
/** An input method or a dead key has it: what comes of it is text. */
const TAKEN = ['Process', 'Unidentified', 'Dead']

/**
 * Whether the browser may do with a key what it does by itself. A kiosk's may only walk, press and leave, and edit
 * where there is something to type; a counter's also has copy and paste everywhere. Everything else is nobody's but the
 * page's own: control keys of a scanned code, function keys, shortcuts.
 */
export function mayPass(event: KeyboardEvent, face: 'kiosk' | 'counter'): boolean {
  const { key, shiftKey, altKey } = event
  const command = event.ctrlKey || event.metaKey
  // With Ctrl or Alt it is no text, but for AltGr, which some systems give as both.
  if (MODIFIERS.includes(key) || (TAKEN.includes(key) && ((!command && !altKey) || event.getModifierState('AltGraph'))))
    return true
  const isTyping = fieldOf(event.target) !== undefined
  const letter = key.toLowerCase()
  if (event.getModifierState('AltGraph')) return isTyping && [...key].length === 1
  if (altKey || (event.ctrlKey && event.metaKey)) return false
  if (command && CLIPBOARD.includes(letter))
    return (face === 'counter' || isTyping) && (!shiftKey || CLIPBOARD_SHIFTED.includes(letter))
  // Words are walked over, taken out and selected; with Shift the others are the browser's.
  if (command) return isTyping && (shiftKey ? WALKING : EDITING).includes(key) && !key.startsWith('Page')
  if (PRESSING.includes(key)) return true
  if (key === 'Insert') return shiftKey && isTyping
  return isTyping
    ? EDITING.includes(key) || [...key].length === 1
    : face === 'counter' && (WALKING.includes(key) || [...key].length === 1)
}

/**
 * Takes every other key from the browser, from the first one on, before anybody else hears it; the page's own handlers
 * get it all the same. What a page never gets (Alt+F4, the window manager's keys) is the shell's and the window
 * manager's to stop. Returns the function that stops it.
 */
export function guardKeys(face: 'kiosk' | 'counter'): () => void {
  const guard = (event: KeyboardEvent): void => {
    if (!mayPass(event, face)) event.preventDefault()
  }
  return useEventListener(window, 'keydown', guard, { capture: true })
}
