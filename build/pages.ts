import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'

/** How Vite reads the pages: the same for each build of them and for the development server. */
export const pages = () => ({
  configFile: false as const,
  root: fileURLToPath(new URL('../renderer', import.meta.url)),
  base: './',
  plugins: [vue()],
  publicDir: false as const,
  // Messages as plain objects: by Vite's default they are text that JSON.parse reads, 6 kB larger.
  json: { namedExports: false, stringify: false },
})
