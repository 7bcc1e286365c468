import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import DeskPage from './DeskPage.vue'
import SignInPage from './SignInPage.vue'

/** Makes the router of the counter's screens: the closed counter, and the desk once a clerk is signed in. */
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
