/**
 * Loaded before the shell's build (`node --import`): resolves the module `electron` to its stand-in, which the test
 * controls by messages to the process.
 */
import { registerHooks } from 'node:module'
import './control.ts'

const standIn = new URL('electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: standIn, shortCircuit: true }
      : next(specifier, context),
})
