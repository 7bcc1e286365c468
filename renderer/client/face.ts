import { createPinia } from 'pinia'
import { createApp, h, type App, type Component } from 'vue'
import type { Router } from 'vue-router'
import FaceRoot from '../ui/FaceRoot.vue'
import { incident, showFaults } from './fault.ts'
import { guardKeys } from './key-guard.ts'
import { connectStation } from './link.ts'
import { stationLink } from './station.ts'

/**
 * Mounts a face on the page: connects it to its station, adds stores, router and fault screen, and blocks the browser's
 * keyboard shortcuts.
 */
export function showFace(face: Component, router: Router): App {
  guardKeys(document.documentElement.dataset['face'] === 'counter' ? 'counter' : 'kiosk')
  const app = createApp({ render: () => h(FaceRoot, { incident: incident.value }, { default: () => h(face) }) })
  const link = connectStation()
  showFaults(app, link)
  app.provide(stationLink, link).use(createPinia()).use(router).mount('#app')
  return app
}
