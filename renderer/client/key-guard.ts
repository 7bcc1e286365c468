import { useEventListener } from '@vueuse/core'
import { fieldOf } from './key-replay.ts'

/** Keys whose own action is allowed everywhere: moving the focus, pressing, leaving a dialog. */
const PRESSING = ['Tab', 'Enter', 'Escape', ' ']
const WALKING = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown']
const EDITING = [...WALKING, 'Backspace', 'Delete']
/** Letters of the shortcuts for copy, paste, cut, select all, undo and redo. */
const CLIPBOARD = ['c', 'v', 'x', 'a', 'z', 'y']
const CLIPBOARD_SHIFTED = ['v', 'z']
const MODIFIERS = ['Shift', 'Control', 'AltGraph', 'CapsLock', 'NumLock', 'ScrollLock', 'Fn']
/** Values of `key` for a key that an input method or a dead key uses, which results in text. */
const TAKEN = ['Process', 'Unidentified', 'Dead']

/**
 * Whether the browser may do a key's own action. At a kiosk it may move the focus, press and leave, and edit text in
 * fields; at a counter it may also scroll, and copy and paste everywhere. All others are left to the page's handlers:
 * control keys of a scanned code, function keys, shortcuts of the browser.
 */
export function isKeyAllowed(event: KeyboardEvent, face: 'kiosk' | 'counter'): boolean {
  const { key, shiftKey, altKey } = event
  const command = event.ctrlKey || event.metaKey
  // A key with Ctrl or Alt is no text, except with AltGr, which some systems report as both.
  if (MODIFIERS.includes(key) || (TAKEN.includes(key) && ((!command && !altKey) || event.getModifierState('AltGraph'))))
    return true
  const isTyping = fieldOf(event.target) !== undefined
  const letter = key.toLowerCase()
  if (event.getModifierState('AltGraph')) return isTyping && [...key].length === 1
  if (altKey || (event.ctrlKey && event.metaKey)) return false
  if (command && CLIPBOARD.includes(letter))
    return (face === 'counter' || isTyping) && (!shiftKey || CLIPBOARD_SHIFTED.includes(letter))
  // Ctrl with these keys moves by words, deletes and selects them; Ctrl+Shift with the others is a browser's shortcut.
  if (command) return isTyping && (shiftKey ? WALKING : EDITING).includes(key) && !key.startsWith('Page')
  if (PRESSING.includes(key)) return true
  if (key === 'Insert') return shiftKey && isTyping
  return isTyping
    ? EDITING.includes(key) || [...key].length === 1
    : face === 'counter' && (WALKING.includes(key) || [...key].length === 1)
}

/**
 * Prevents the browser's own action of every key that `isKeyAllowed` doesn't allow; the page's handlers still get the
 * key. Keys that never reach a page (Alt+F4, the window manager's) are blocked by the shell and the window manager.
 * Returns the function that stops it.
 */
export function guardKeys(face: 'kiosk' | 'counter'): () => void {
  const guard = (event: KeyboardEvent): void => {
    if (!isKeyAllowed(event, face)) event.preventDefault()
  }
  return useEventListener(window, 'keydown', guard, { capture: true })
}
