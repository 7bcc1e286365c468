/**
 * Loaded before the shell's build (`node --import`): the module `electron` is its stand-in, and the test steers it
 * through the process's channel.
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
