import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import ActPage from './pages/ActPage.vue'
import BlankPage from './pages/BlankPage.vue'
import PaymentPage from './pages/PaymentPage.vue'
import PersonPage from './pages/PersonPage.vue'

/** Makes the router of the customer's window: what it shows is the station's affair, so each page is named after it. */
export function createCustomerRouter(): Router {
  return createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'nothing', component: BlankPage },
      { path: '/act', name: 'act', component: ActPage },
      { path: '/payment', name: 'payment', component: PaymentPage },
      { path: '/person', name: 'person', component: PersonPage },
      { path: '/:elsewhere(.*)', redirect: '/' },
    ],
  })
}
