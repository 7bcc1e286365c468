/** What can have the focus and be pressed. */
const PLACES =
  'button:not([disabled]), a[href], input:not([disabled]), select:not([disabled]), textarea:not([disabled]), ' +
  '[tabindex]:not([tabindex="-1"])'

/**
 * The places that can be reached now, in their order on the page: those of the dialog that is open, if one is. What is
 * only beside the page, such as training's dock, isn't the resident's to reach.
 */
function placesNow(): HTMLElement[] {
  const dialog = [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1)
  return [...(dialog ?? document).querySelectorAll<HTMLElement>(PLACES)].filter(
    (place) => place.checkVisibility({ visibilityProperty: true }) && !place.closest('[inert], [data-beside]'),
  )
}

/**
 * Moves the focus to the next place, or to the one before (`step` -1), round at the ends; from what is no place itself,
 * such as a screen's title, to the nearest. Where nothing has the focus, since what had it is gone or can't be pressed
 * any more, it begins at the title. Answers what has the focus then.
 */
export function moveFocus(step: 1 | -1): HTMLElement | undefined {
  const places = placesNow()
  const { activeElement, body } = document
  const here = activeElement === body ? (document.querySelector('main h1') ?? body) : activeElement
  const at = places.findIndex((place) => place === here)
  const isBehind = (place: HTMLElement): boolean =>
    here !== null && (here.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  const behind = places.findIndex(isBehind)
  const next = at >= 0 ? at + step : step === 1 ? behind : (behind < 0 ? places.length : behind) - 1
  const place = next < 0 && step === 1 ? places[0] : places.at(next % Math.max(1, places.length))
  // A keypad has no pointer, so the ring is shown wherever the browser takes the focus for one that was clicked.
  document.documentElement.dataset['by'] = 'keypad'
  place?.focus()
  return place
}

/** Presses what has the focus, where it can be pressed now. */
export function pressFocused(): void {
  const here = document.activeElement
  if (here instanceof HTMLElement && placesNow().includes(here)) here.click()
}

/** What is said of a place when it gets the focus. */
export function nameOf(place: HTMLElement): string {
  const label = place instanceof HTMLInputElement ? place.labels?.[0]?.innerText : undefined
  return place.getAttribute('aria-label') ?? label ?? place.innerText
}
