import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { readFallbackPageFonts } from './fallback-page-fonts.ts'
import { FALLBACK_FONTS_PATH, FALLBACK_TEXT } from './fallback-page.ts'
import { PAGE_FACES, pagePath } from './faces.ts'

/** Something that a shell serves: a file, or a content that was made at the start; `type` is its media type. */
export type PageFile = { type: string } & ({ file: string } | { content: Buffer })

/** The fixed list of what a shell serves. A path is looked up exactly as the request writes it. */
export interface Pages {
  find(requestPath: string): PageFile | undefined
  /** The fonts of fallback pages and their style sheet, which are served to everybody, without a cookie. */
  findOpen(requestPath: string): PageFile | undefined
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.txt': 'text/plain; charset=utf-8',
}

/** The names that are served: plain ones, as a bundler writes them. A name that would need decoding isn't served. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/

/**
 * Reads the list of a build's files once: the page of each face (`FACE.html` at `/FACE`) and everything under `assets`.
 * A request is answered from this list or not at all, so no path is ever joined, decoded or looked up on the disk.
 * Links, hidden files and unknown types aren't listed.
 *
 * @param folder the renderer's build, such as `dist/renderer`; where it isn't there, the list is empty.
 */
export async function readPages(folder: string): Promise<Pages> {
  const list = new Map<string, PageFile>()
  for (const face of PAGE_FACES) {
    const file = path.join(folder, `${face}.html`)
    if (await isPlainFile(file)) list.set(pagePath(face), { file, type: 'text/html; charset=utf-8' })
  }
  // Training's dock, which no package has.
  const dock = path.join(folder, 'dock.html')
  if (await isPlainFile(dock)) list.set('/dock', { file: dock, type: 'text/html; charset=utf-8' })
  const assets = path.join(folder, 'assets')
  await listFolder(assets, '/assets', list)
  const open = await listFallbackPageFonts(assets)
  return { find: (requestPath) => list.get(requestPath), findOpen: (requestPath) => open.get(requestPath) }
}

async function listFallbackPageFonts(assets: string): Promise<Map<string, PageFile>> {
  const { css, names } = await readFallbackPageFonts(assets, FALLBACK_TEXT)
  const open = new Map<string, PageFile>(
    names.map((name) => [`/calm/${name}`, { file: path.join(assets, name), type: 'font/woff2' }]),
  )
  return open.set(FALLBACK_FONTS_PATH, { content: Buffer.from(css), type: 'text/css; charset=utf-8' })
}

async function isPlainFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

async function listFolder(folder: string, at: string, list: Map<string, PageFile>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (!PLAIN_NAME.test(entry.name)) continue
    const file = path.join(folder, entry.name)
    const type = TYPES[path.extname(entry.name).toLowerCase()]
    if (entry.isDirectory()) await listFolder(file, `${at}/${entry.name}`, list)
    else if (entry.isFile() && type) list.set(`${at}/${entry.name}`, { file, type })
  }
}

/** The content of a listed file, or null where it has gone since the list was read. */
export async function readPage(page: PageFile): Promise<Buffer | null> {
  return 'content' in page ? page.content : readFile(page.file).catch(() => null)
}
