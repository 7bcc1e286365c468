/** For the tools that read TypeScript alone: what a `.vue` file holds. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
