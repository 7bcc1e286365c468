import { nextTick } from 'vue'

/** Moves the focus to the new screen's title, where keyboard users and screen readers begin. */
export async function focusTitle(): Promise<void> {
  await nextTick()
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
}
