import { createApp } from 'vue'
import type { SpeakingLink } from '../../client/link.ts'
import DockDrawer from './DockDrawer.vue'

/** Adds the dock to a face's page: a drawer beside it, closed at first. */
export function mountDock(link: SpeakingLink): void {
  const place = document.createElement('div')
  document.body.append(place)
  createApp(DockDrawer, { link }).mount(place)
}
