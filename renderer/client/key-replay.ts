/** A key that was held back and turned out to be a person's. */
export interface HeldKey {
  target: EventTarget | null
  event: KeyboardEventInit & { key: string }
  /** It has been let go of meanwhile. */
  released: boolean
  /** When it was pressed, on the clock of the events' `timeStamp`. */
  at: number
}

const held = new WeakMap<Event, number>()

/** When a key was pressed, on the clock of the events' `timeStamp`: earlier than its event where it was held back. */
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

/** The field that takes typed text, if `target` is one and may be written in. */
export function fieldOf(target: EventTarget | null): HTMLElement | undefined {
  if (target instanceof HTMLTextAreaElement) return target.readOnly || target.disabled ? undefined : target
  if (target instanceof HTMLInputElement)
    return TYPED_INTO.includes(target.type) && !target.readOnly && !target.disabled ? target : undefined
  return target instanceof HTMLElement && target.isContentEditable ? target : undefined
}

/**
 * Gives a held key back to the page: the page's own handlers hear it, then what the browser would have done is done:
 * text typed, a button pressed, a form sent. `announce` is told each event before it is dispatched, so that nobody
 * holds it again.
 */
export function replay({ target, event, released, at }: HeldKey, announce: (event: Event) => void): void {
  const receiver = target instanceof Element && target.isConnected ? target : (document.activeElement ?? document.body)
  const down = new KeyboardEvent('keydown', { ...event, bubbles: true, cancelable: true, composed: true })
  held.set(down, at)
  announce(down)
  if (receiver.dispatchEvent(down)) act(receiver, event)
  if (!released) return
  const up = new KeyboardEvent('keyup', { ...event, bubbles: true, cancelable: true, composed: true })
  announce(up)
  receiver.dispatchEvent(up)
}

/** Does what the browser would have done with a key that nobody took: text typed, a button pressed, a form sent. */
export function act(receiver: Element, { key, ctrlKey, altKey, metaKey }: HeldKey['event']): void {
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
 * A button, link or summary is pressed; from a field the form is sent through its first submit button (HTML,
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

/** As typed: undo, the length limit and the caret work, and whoever listens for `input` hears it. */
function typeInto(field: HTMLElement, text: string): void {
  // The only way to type as a person does; deprecated without a successor. A document without it gets the text put in.
  const type: unknown = Reflect.get(document, 'execCommand')
  const typed =
    document.activeElement === field &&
    typeof type === 'function' &&
    Reflect.apply(type, document, ['insertText', false, text]) === true
  if (!typed) putInto(field, text)
}

function putInto(field: HTMLElement, text: string): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
  if (field.maxLength >= 0 && field.value.length >= field.maxLength) return
  if (field.selectionStart === null) field.value += text
  else field.setRangeText(text, field.selectionStart, field.selectionEnd ?? field.selectionStart, 'end')
  field.dispatchEvent(new InputEvent('input', { inputType: 'insertText', data: text, bubbles: true, composed: true }))
}
