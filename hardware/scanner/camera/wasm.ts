import { prepareZXingModule, purgeZXingModule } from 'zxing-wasm/reader'

let address: string | undefined
let ready: Promise<unknown> | undefined

/**
 * Sets where the decoder's `.wasm` comes from: an address on our own origin, in exactly the version of `zxing-wasm`
 * that is installed. A page calls it before the first frame. Node needs no call, since it reads the installed package's
 * file.
 */
export function useWasm(url: string): void {
  address = url
  forgetDecoder()
}

/** Loads the decoder once. Rejects where it can't be loaded; the next call tries again. */
export async function loadDecoder(): Promise<void> {
  ready ??= prepareZXingModule({
    overrides: address === undefined ? fromPackage() : from(address),
    fireImmediately: true,
  })
  try {
    await ready
  } catch (error) {
    forgetDecoder()
    throw error
  }
}

/** Drops the decoder, since one that ran out of memory stays broken for good. */
export function forgetDecoder(): void {
  ready = undefined
  purgeZXingModule()
}

function from(url: string) {
  return { locateFile: () => url }
}

/** `getBuiltinModule` instead of an import: this file is in the page's bundle too, where there is no Node to import. */
function fromPackage(): { wasmBinary: ArrayBuffer } {
  const builtin = typeof process === 'undefined' ? undefined : process.getBuiltinModule
  if (!builtin) throw new Error('useWasm(url) must be called before a page reads its first frame')
  const path = builtin('node:module')
    .createRequire(import.meta.url)
    .resolve('zxing-wasm/reader/zxing_reader.wasm')
  return { wasmBinary: new Uint8Array(builtin('node:fs').readFileSync(path)).buffer }
}
