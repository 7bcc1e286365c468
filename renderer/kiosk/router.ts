import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import AnswerPage from './pages/AnswerPage.vue'
import HomePage from './pages/HomePage.vue'
import LeavePage from './pages/LeavePage.vue'
import ScanPage from './pages/ScanPage.vue'

/** The kiosk's screens. Their history lives in memory alone: the browser's own Back leads nowhere. */
export function createKioskRouter(): Router {
  return createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'home', component: HomePage },
      { path: '/scan/:want', name: 'scan', component: ScanPage },
      { path: '/answer', name: 'answer', component: AnswerPage },
      { path: '/leave', name: 'leave', component: LeavePage },
      { path: '/:elsewhere(.*)', redirect: '/' }
    ]
  })
}
