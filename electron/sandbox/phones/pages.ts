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

/** A file name without a path; a name that begins with a dot isn't served. */
const ASSET_NAME = /^[\w-][\w.-]*$/

/** A file's bytes and its content type. */
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

/** The built phone page: only the page itself and the files directly in `assets` are served. */
export function openPages(folder: string | undefined) {
  return {
    page: async () => (folder === undefined ? undefined : await read(folder, 'phone.html')),
    asset: async (name: string) => (folder === undefined ? undefined : await read(join(folder, 'assets'), name)),
  }
}
export type Pages = ReturnType<typeof openPages>
