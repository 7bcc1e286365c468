/**
 * `npm run -s stack -- FILE` (or a stack on stdin): prints a production stack, or another text such as a line of a log,
 * with each place in the bundle replaced by its place in the sources. The source maps are those of `dist`, or of the
 * folder that `--maps` names: they must be of the same build as the stack.
 */
import { globSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './run.ts'

/** The end of the path by which a stack names a file of the bundle, which doesn't depend on where it was installed. */
interface Mapped {
  end: string
  map: string
}

/**
 * The build's folders and the names under which stacks know them: a package has `dist/electron` and `station`, and
 * pages are served from `/assets`.
 */
const mapsIn = (folder: string): Mapped[] =>
  globSync('{electron,renderer,station,phone}/**/*.map', { cwd: folder }).map((file) => ({
    end: file
      .split(path.sep)
      .join('/')
      .replace(/^(?:renderer|phone)\//, '')
      .replace(/\.map$/, ''),
    map: path.join(folder, file),
  }))

/** Matches a place in a bundled file: `…/station.js:12:34`. */
const PLACE = /[^\s()'"]*\/([^\s()'"/]+\/[^\s()'"/]+\.[cm]?js):(\d+):(\d+)/g

/**
 * Replaces each place in the bundle by its place in the sources.
 *
 * @param maps the folder of a build, such as `dist`
 * @returns the text, and the bundle's files without a map, which are of another build
 */
export function toSources(text: string, maps: string): { text: string; unknown: string[] } {
  const mapped = mapsIn(maps)
  const unknown = new Set<string>()
  const read = new Map<string, SourceMap>()
  const mapOf = (file: string): SourceMap => {
    const map = read.get(file) ?? new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload)
    read.set(file, map)
    return map
  }
  const turned = text.replaceAll(PLACE, (place, file: string, line: string, column: string) => {
    const found = mapped.find(({ end }) => place.includes(`/${end}:`))
    if (!found) {
      if (/^(?:assets|chunks|electron|station)\//.test(file) && !place.includes('/node_modules/')) unknown.add(file)
      return place
    }
    const origin = mapOf(found.map).findOrigin(Number(line), Number(column))
    if (!('fileName' in origin)) return place
    // A map names the sources relative to its own folder, which is below the project's root.
    return `${origin.fileName.replace(/^(?:\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`
  })
  return { text: turned, unknown: [...unknown] }
}

if (import.meta.main) {
  process.exitCode = main(process.argv.slice(2))
}

/** Runs the command. Answers its exit code: 64 for options that it doesn't have, 66 for a file that can't be read. */
function main(args: readonly string[]): number {
  const complain = (line: string): void => void process.stderr.write(`${line}\n`)
  const options = readArguments(args)
  if (!options || options.help) {
    complain('Usage: npm run -s stack -- [FILE] [--maps FOLDER]   (without FILE the stack is read from stdin)')
    return options ? 0 : 64
  }
  let text: string
  try {
    text = readFileSync(options.file ?? 0, 'utf8')
  } catch {
    complain(`${options.file ?? 'stdin'} can't be read.`)
    return 66
  }
  const { text: turned, unknown } = toSources(text, options.maps)
  process.stdout.write(turned)
  if (unknown.length > 0) {
    complain(
      `No map in ${options.maps} for ${unknown.join(', ')}: build the version that the stack is from, ` +
        'or name its maps with --maps FOLDER.',
    )
    return 1
  }
  return 0
}

function readArguments(args: readonly string[]): { file: string | undefined; maps: string; help: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        maps: { type: 'string', default: path.join(root, 'dist') },
        help: { type: 'boolean', default: false },
      },
    })
    return positionals.length > 1 ? undefined : { file: positionals[0], maps: values.maps, help: values.help }
  } catch {
    return undefined
  }
}
