import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** One file's name, never a path; a name that begins with a dot is nobody's asset. */
const ASSET_NAME = /^[\w-][\w.-]*$/

export interface PageFile {
  body: Uint8Array<ArrayBuffer>
  type: string
}

async function read(folder: string, name: string): Promise<PageFile | undefined> {
  const type = TYPES[extname(name)]
  if (!type || !ASSET_NAME.test(name)) return undefined
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, name))
    if (!file.startsWith(root + sep)) return undefined
    return { body: new Uint8Array(await readFile(file)), type }
  } catch {
    return undefined
  }
}

/** The built phone page: of its folder nothing is served but the page itself and what lies directly in `assets`. */
export function openPages(folder: string | undefined) {
  return {
    page: async () => (folder === undefined ? undefined : await read(folder, 'phone.html')),
    asset: async (name: string) => (folder === undefined ? undefined : await read(join(folder, 'assets'), name)),
  }
}
export type Pages = ReturnType<typeof openPages>
