import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { defineConfig } from 'electron-vite'
import { build, type Plugin } from 'vite'
import { pages } from './pages.ts'
import { writeStamp } from './scripts/stamp.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const at = (...parts: string[]): string => path.join(root, ...parts)

/**
 * Maps lie beside the bundle and are named nowhere in it: no shell serves them and no package takes them. `npm run
 * stack` reads them.
 */
const sourcemap = 'hidden' as const

/** No asset becomes a `data:` address, which the content security policy would refuse for fonts and WebAssembly. */
const pageOutput = {
  sourcemap,
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
  minify: true,
  target: 'chrome140',
  emptyOutDir: true,
  reportCompressedSize: false,
}

/** The page that plays residents' phones: training only, so it is built apart, where no package takes it from. */
function phonePage(): Plugin {
  return {
    name: 'balcao-phone-page',
    apply: 'build',
    async closeBundle() {
      await build({
        ...pages(),
        logLevel: 'warn',
        build: {
          ...pageOutput,
          outDir: at('dist', 'phone'),
          rolldownOptions: { input: { phone: at('renderer', 'phone.html') } },
        },
      })
      writeStamp()
    },
  }
}

/** Training's own processes: started as programs of their own, which only a checkout has. */
const training = [/\/(?:sandbox\/serving|simulator)\/launch\.ts$/]

/**
 * The technician's command line for a package, whole in itself: a plain Node runs it, which reads nothing out of
 * Electron's archive.
 */
function stationCommand(): Plugin {
  return {
    name: 'balcao-station-command',
    apply: 'build',
    async closeBundle() {
      await build({
        configFile: false,
        root: at(),
        logLevel: 'warn',
        publicDir: false,
        plugins: [withoutTraining()],
        ssr: { noExternal: true },
        build: {
          ssr: true,
          outDir: at('dist', 'station'),
          emptyOutDir: true,
          sourcemap,
          minify: false,
          target: 'node24',
          reportCompressedSize: false,
          rolldownOptions: {
            input: { cli: at('electron', 'cli.ts') },
            external: training,
            output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
          },
        },
      })
    },
  }
}

/**
 * A package can't hold what its bundle doesn't: the sandbox gateway and the simulated terminal stay outside, as
 * processes of their own.
 */
function withoutTraining(): Plugin {
  return {
    name: 'balcao-without-training',
    generateBundle(_options, bundle) {
      const inside = Object.values(bundle)
        .flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
        .filter((id) => /\/electron\/sandbox\/|\/simulator\//.test(id))
      if (inside.length > 0) this.error(`Training's own processes are in the Electron bundle: ${inside.join(', ')}`)
    },
  }
}

export default defineConfig({
  main: {
    plugins: [withoutTraining(), stationCommand()],
    build: {
      outDir: at('dist', 'electron'),
      emptyOutDir: true,
      sourcemap,
      minify: false,
      rolldownOptions: {
        input: { main: at('electron', 'main.ts'), station: at('electron', 'shell', 'electron', 'station.ts') },
        external: training,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('dist', 'electron'),
      emptyOutDir: false,
      sourcemap,
      minify: false,
      externalizeDeps: false,
      // A sandboxed preload is CommonJS.
      rolldownOptions: {
        input: { preload: at('electron', 'shell', 'electron', 'preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...pages(),
    plugins: [...pages().plugins, phonePage()],
    build: {
      ...pageOutput,
      outDir: at('dist', 'renderer'),
      rolldownOptions: { input: { kiosk: at('renderer', 'kiosk.html'), counter: at('renderer', 'counter.html') } },
    },
  },
})
