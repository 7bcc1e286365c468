/** A key that was held back until it was known to be a person's. */
export interface HeldKey {
  target: EventTarget | null
  event: KeyboardEventInit & { key: string }
  /** Whether the key was released meanwhile. */
  released: boolean
  /** When the key was pressed, in milliseconds by the events' `timeStamp`. */
  at: number
}

const held = new WeakMap<Event, number>()

/** When a key was pressed, by the events' `timeStamp`. A key that was held back was pressed before its event. */
export const pressedAt = (event: Event): number => held.get(event) ?? event.timeStamp

const TYPED_INTO = [
  'text',
  'search',
  'url',
  'tel',
  'email',
  'password',
  'number',
  'date',
  'time',
  'month',
  'week',
  'datetime-local',
]
const PRESSED = ['button', 'submit', 'reset', 'checkbox', 'radio', 'file', 'color', 'image']

/** Returns `target` if it is a writable field for typed text, else undefined. */
export function fieldOf(target: EventTarget | null): HTMLElement | undefined {
  if (target instanceof HTMLTextAreaElement) return target.readOnly || target.disabled ? undefined : target
  if (target instanceof HTMLInputElement)
    return TYPED_INTO.includes(target.type) && !target.readOnly && !target.disabled ? target : undefined
  return target instanceof HTMLElement && target.isContentEditable ? target : undefined
}

/**
 * Gives a held key back to the page: dispatches it to the page's handlers, then does what the browser would have done
 * (`doDefaultAction`). `announce` gets each event before it is dispatched, so that the event isn't held again.
 */
export function replay({ target, event, released, at }: HeldKey, announce: (event: Event) => void): void {
  const receiver = target instanceof Element && target.isConnected ? target : (document.activeElement ?? document.body)
  const down = new KeyboardEvent('keydown', { ...event, bubbles: true, cancelable: true, composed: true })
  held.set(down, at)
  announce(down)
  if (receiver.dispatchEvent(down)) doDefaultAction(receiver, event)
  if (!released) return
  const up = new KeyboardEvent('keyup', { ...event, bubbles: true, cancelable: true, composed: true })
  announce(up)
  receiver.dispatchEvent(up)
}

/** Does a key's own action in place of the browser: types text, presses a button or sends a form. */
export function doDefaultAction(receiver: Element, { key, ctrlKey, altKey, metaKey }: HeldKey['event']): void {
  const field = fieldOf(receiver)
  const isText = [...key].length === 1
  if (field && isText) typeInto(field, key)
  else if (key === 'Enter' && field && !(field instanceof HTMLInputElement)) typeInto(field, '\n')
  else if (key === 'Enter') pressEnter(receiver)
  else if (key === ' ' && !ctrlKey && !altKey && !metaKey && isPressedBySpace(receiver)) press(receiver)
}

function isPressedBySpace(element: Element): boolean {
  return (
    element instanceof HTMLButtonElement ||
    (element instanceof HTMLInputElement && PRESSED.includes(element.type)) ||
    element.localName === 'summary'
  )
}

/**
 * Presses a button, link or summary; in a field it sends the form through the form's first submit button (HTML,
 * §4.10.21.2).
 */
function pressEnter(element: Element): void {
  const isLink = element instanceof HTMLAnchorElement && element.href !== ''
  if (isLink || element instanceof HTMLButtonElement || element.localName === 'summary') press(element)
  if (!(element instanceof HTMLInputElement)) return
  if (['button', 'submit', 'reset', 'image'].includes(element.type)) {
    press(element)
    return
  }
  const sender = [...(element.form?.elements ?? [])].find(
    (one) =>
      (one instanceof HTMLButtonElement && one.type === 'submit') ||
      (one instanceof HTMLInputElement && ['submit', 'image'].includes(one.type)),
  )
  if (sender) press(sender)
  else element.form?.requestSubmit()
}

function press(element: Element): void {
  if (element instanceof HTMLElement) element.click()
}

/** Inserts text as if it was typed: undo, the length limit, the caret and the event `input` work. */
function typeInto(field: HTMLElement, text: string): void {
  // `execCommand` is deprecated, but nothing else inserts text with undo. Without it the text is set directly.
  const type: unknown = Reflect.get(document, 'execCommand')
  const typed =
    document.activeElement === field &&
    typeof type === 'function' &&
    Reflect.apply(type, document, ['insertText', false, text]) === true
  if (!typed) setText(field, text)
}

function setText(field: HTMLElement, text: string): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
  if (field.maxLength >= 0 && field.value.length >= field.maxLength) return
  if (field.selectionStart === null) field.value += text
  else field.setRangeText(text, field.selectionStart, field.selectionEnd ?? field.selectionStart, 'end')
  field.dispatchEvent(new InputEvent('input', { inputType: 'insertText', data: text, bubbles: true, composed: true }))
}
