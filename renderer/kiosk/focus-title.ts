import { nextTick } from 'vue'

/**
 * What has come onto the screen begins with its title: there the focus goes, for whoever uses keys or has the screen
 * read aloud.
 */
export async function focusTitle(): Promise<void> {
  await nextTick()
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
}
