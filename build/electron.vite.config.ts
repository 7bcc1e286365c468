import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { defineConfig } from 'electron-vite'
import { build, type Plugin } from 'vite'
import { pages } from './pages.ts'
import { writeStamp } from './scripts/stamp.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const at = (...parts: string[]): string => path.join(root, ...parts)

/**
 * Source maps are beside the bundle, which doesn't name them; no shell serves and no package holds them. `npm run
 * stack` reads them.
 */
const sourcemap = 'hidden' as const

/** Assets aren't inlined as `data:` addresses, which the content security policy refuses for fonts and WebAssembly. */
const pageOutput = {
  sourcemap,
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
  minify: true,
  target: 'chrome140',
  emptyOutDir: true,
  reportCompressedSize: false,
}

/** Builds the phone page of training into a folder of its own, which no package takes in. */
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

/** The modules that start training's processes, which are programs of their own that only a checkout has. */
const training = [/\/(?:sandbox\/serving|simulator)\/launch\.ts$/]

/**
 * The parts of the pages and the station that are for training alone lie in files of their own, in a folder that no
 * package takes in.
 */
const IS_TRAINING = /\/(?:renderer\/training|renderer\/ui\/dock|electron\/start\/training)\/|\/i18n\/[^/]+\/dock\.json/
const isTraining = ({ moduleIds }: { moduleIds: readonly string[] }): boolean =>
  moduleIds.some((id) => IS_TRAINING.test(id))

/** Libraries with native parts, which lie beside the bundle. */
const NATIVE = ['node-hid', 'pcsc-mini']

/**
 * Builds the technician's command line and the processes of devices for a package apart and self-contained, since a
 * plain Node runs them, which can't read Electron's archive.
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
            input: {
              cli: at('electron', 'cli.ts'),
              drivers: at('hardware', 'driver-host', 'main.ts'),
              drawing: at('hardware', 'printer', 'picture-process.ts'),
            },
            external: [...training, /\/start\/training\/|\/training\/(?:index|twins)\.ts$/, ...NATIVE],
            output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
          },
        },
      })
    },
  }
}

/**
 * Fails the build where the bundle holds the sandbox or the simulated terminal, or where the dock or its door is in a
 * file that a package takes in.
 */
function withoutTraining(): Plugin {
  return {
    name: 'balcao-without-training',
    generateBundle(_options, bundle) {
      const inside = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk'
          ? file.moduleIds.filter(
              (id) =>
                /\/electron\/sandbox\/|\/simulator\//.test(id) ||
                (IS_TRAINING.test(id) && !/(?:^|\/)training\//.test(file.fileName)),
            )
          : [],
      )
      if (inside.length > 0) this.error(`Training's own processes are in the bundle: ${inside.join(', ')}`)
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
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: (chunk) => (isTraining(chunk) ? 'training/[name]-[hash].js' : 'chunks/[name]-[hash].js'),
        },
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
      // A sandboxed preload must be CommonJS.
      rolldownOptions: {
        input: { preload: at('electron', 'shell', 'electron', 'preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...pages(),
    plugins: [...pages().plugins, withoutTraining(), phonePage()],
    build: {
      ...pageOutput,
      outDir: at('dist', 'renderer'),
      rolldownOptions: {
        input: {
          kiosk: at('renderer', 'kiosk.html'),
          counter: at('renderer', 'counter.html'),
          customer: at('renderer', 'customer.html'),
          dock: at('renderer', 'dock.html'),
        },
        output: {
          entryFileNames: (chunk) =>
            isTraining(chunk) ? 'assets/training/[name]-[hash].js' : 'assets/[name]-[hash].js',
          chunkFileNames: (chunk) =>
            isTraining(chunk) ? 'assets/training/[name]-[hash].js' : 'assets/[name]-[hash].js',
          // A style sheet has no modules; it is named after its component.
          assetFileNames: ({ names }) =>
            names.some((name) => /^dock.*\.css$/i.test(name))
              ? 'assets/training/[name]-[hash][extname]'
              : 'assets/[name]-[hash][extname]',
        },
      },
    },
  },
})
