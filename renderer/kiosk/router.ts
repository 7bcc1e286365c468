import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import ActPage from './acts/ActPage.vue'
import AnswerPage from './pages/AnswerPage.vue'
import BillsPage from './pages/BillsPage.vue'
import FindPage from './pages/FindPage.vue'
import HomePage from './pages/HomePage.vue'
import LeavePage from './pages/LeavePage.vue'
import PaymentPage from './pages/PaymentPage.vue'
import ScanPage from './pages/ScanPage.vue'
import TenderPage from './pages/TenderPage.vue'
import TypePage from './pages/TypePage.vue'

/**
 * Makes the router of the kiosk's screens. Its history is only in memory, so that the browser's Back does nothing.
 * `meta.begun`: a person has begun a task on this screen.
 */
export function createKioskRouter(): Router {
  return createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'home', component: HomePage },
      { path: '/scan/:purpose', name: 'scan', component: ScanPage, meta: { begun: true } },
      { path: '/answer', name: 'answer', component: AnswerPage },
      { path: '/tax', name: 'tax', component: FindPage, props: { category: 'tax' }, meta: { begun: true } },
      { path: '/slip', name: 'slip', component: FindPage, props: { category: 'slip' }, meta: { begun: true } },
      { path: '/type/:category/:what', name: 'type', component: TypePage, meta: { begun: true, holds: true } },
      { path: '/bills', name: 'bills', component: BillsPage, meta: { begun: true, holds: true } },
      { path: '/tender', name: 'tender', component: TenderPage, meta: { begun: true, holds: true } },
      { path: '/payment', name: 'payment', component: PaymentPage, meta: { begun: true, holds: true } },
      { path: '/act/:kind', name: 'act', component: ActPage, meta: { begun: true, holds: true } },
      { path: '/leave', name: 'leave', component: LeavePage },
      { path: '/:elsewhere(.*)', redirect: '/' },
    ],
  })
}
