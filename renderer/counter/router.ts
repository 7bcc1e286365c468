import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import DeskPage from './DeskPage.vue'
import SignInPage from './SignInPage.vue'

/** The counter's screens: closed until somebody signs in, then the desk. */
export function createCounterRouter(): Router {
  return createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'sign-in', component: SignInPage },
      { path: '/desk', name: 'desk', component: DeskPage },
      { path: '/:elsewhere(.*)', redirect: '/' },
    ],
  })
}
