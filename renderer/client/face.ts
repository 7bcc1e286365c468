import { createPinia } from 'pinia'
import { createApp, h, type App, type Component } from 'vue'
import type { Router } from 'vue-router'
import FaceRoot from '../ui/FaceRoot.vue'
import { incident, showFaults } from './fault.ts'
import { guardKeys } from './key-guard.ts'
import { connectStation, type SpeakingLink } from './link.ts'
import { stationLink } from './station.ts'

/**
 * Mounts a face on the page: connects it to its station, adds stores, router and fault screen, and blocks the browser's
 * keyboard shortcuts. Training's dock stands beside it.
 */
export function showFace(face: Component, router: Router): App {
  const link = connectStation()
  const app = mount(face, router, link)
  void showDock(link)
  return app
}

/** The same for a counter's customer, whose window may call its own procedures alone and has no dock. */
export function showCustomerFace(face: Component, router: Router): App {
  const link = connectStation(window, { asks: ['customer', 'show'] })
  return mount(face, router, link, link.client.customer.reportIncident)
}

function mount(face: Component, router: Router, link: SpeakingLink, report?: Parameters<typeof showFaults>[2]): App {
  guardKeys(document.documentElement.dataset['face'] === 'counter' ? 'counter' : 'kiosk')
  const app = createApp({ render: () => h(FaceRoot, { incident: incident.value }, { default: () => h(face) }) })
  showFaults(app, link, report)
  app.provide(stationLink, link).use(createPinia()).use(router).mount('#app')
  return app
}

/** Shows training's dock beside the face once the station has said that this is training. No package has it. */
async function showDock(link: SpeakingLink): Promise<void> {
  const isOpen = (): boolean => link.state() === 'open'
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const stop = link.onState(() => isOpen() && resolve(undefined))
  if (isOpen()) resolve(undefined)
  await promise
  stop()
  try {
    const { mode } = await link.client.station.status()
    if (mode === 'training') (await import('../training/dock/index.ts')).mountDock(link)
  } catch {
    // A trainer does without it rather than that a resident sees a fault.
  }
}
