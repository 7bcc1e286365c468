/**
 * The check of citations: each document of build/design that a file cites exists and has the cited section, passage and
 * points; each cited decision, and each file that a document names or links to, exists; and each word that the glossary
 * gives as the code's is in the code.
 */
import { globSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { root, say } from './run.ts'

/** A file's text, under the name by which it is reported or cited. */
interface Text {
  file: string
  text: string
}

const NUMBERS = String.raw`\d+(?:(?:, | and )\d+)*`
/** `codes.md`, `codes.md, sections 1 and 2`, `money.md, "A payment", 9 and 10`. */
const CITATION = new RegExp(
  String.raw`(?<![\w./-])(?:build/design/)?(?<name>[a-z]+\.md)\b` +
    String.raw`(?:, sections? (?<sections>${NUMBERS})|, "(?<passage>[^"]+)"(?:, (?<points>${NUMBERS}))?)?`,
  'g',
)
/** `decision 12`, `decisions/12`, `decisions/12-an-update-is-a-version-beside.md`. */
const DECISION = /\bdecisions?[ /](?<name>\d+(?:-[a-z0-9-]+\.md)?)/g
/** A source file or document in backticks: a path, or its end. Placeholders in capitals name no file. */
const NAMED_FILE = /`(?<name>[\w./-]+\.(?:ts|vue|md))`/g
const PLACEHOLDER = /\bNAME\b/
/** A link of a document to another file of the project. */
const LINK = /\]\((?![a-z]+:|#)(?<target>[^)#\s]+)[^)]*\)/g

/** Files whose text may cite: code, pages, styles, documents, units, launchers and settings of the build. */
const CITING = /\.(?:ts|vue|css|cjs|html|md|yml|conf|xml|service|cmd)$|^\.ci\/|^build\/package\/(?:deb\/)?[\w-]+$/

/** A line break within a comment, with what begins the next line; it is replaced by a blank. */
const LINE_BREAK = /\s*\n\s*(?:\*(?!\/)|\/\/|#)?\s*/g

const numbersIn = (text = ''): string[] => text.match(/\d+/g) ?? []

/** The text below the heading that begins with `words`, up to the next heading; undefined without such a heading. */
function sectionOf(document: string, words: string): string | undefined {
  return document
    .split(/^#+ /m)
    .slice(1)
    .find((section) => beginsWith(section, words))
}

/** Whether a text begins with these words, not with a part of a longer word. */
function beginsWith(text: string, words: string): boolean {
  return text.startsWith(words) && !/^[\p{L}\p{N}]/u.test(text.slice(words.length))
}

/** Whether a document has a heading, a point or a bold phrase that begins with these words. */
function hasPassage(document: string, words: string): boolean {
  const points = document.split(/^(?:- |\d+\. )/m).slice(1)
  return (
    sectionOf(document, words) !== undefined ||
    [...points, ...document.split('**')].some((text) => beginsWith(text, words))
  )
}

/** Names the parts of a citation that its document doesn't have. */
function missingOf(
  document: string,
  { sections, passage, points }: Readonly<Record<string, string | undefined>>,
): string[] {
  const inPassage = passage === undefined ? '' : (sectionOf(document, passage) ?? '')
  return [
    ...numbersIn(sections)
      .filter((number) => sectionOf(document, `${number}.`) === undefined)
      .map((number) => `section ${number}`),
    ...(passage === undefined || hasPassage(document, passage) ? [] : [`"${passage}"`]),
    ...numbersIn(points)
      .filter((number) => !inPassage.includes(`\n${number}. `))
      .map((number) => `"${passage ?? ''}", ${number}`),
  ]
}

/** A sentence for each citation that leads nowhere. `documents`: named as they are cited. */
export function deadCitations(documents: readonly Text[], sources: readonly Text[]): string[] {
  const byName = new Map(documents.map(({ file, text }) => [file, text]))
  return sources.flatMap(({ file, text }) =>
    [...text.replaceAll(LINE_BREAK, ' ').matchAll(CITATION)].flatMap(({ groups = {} }) => {
      const { name = '' } = groups
      const document = byName.get(name)
      if (document === undefined) return [`${file}: ${name} isn't in build/design`]
      return missingOf(document, groups).map((what) => `${file}: ${name} has no ${what}`)
    }),
  )
}

/** A sentence for each cited decision that none of `names` (file names in build/decisions) is. */
export function deadDecisions(names: readonly string[], sources: readonly Text[]): string[] {
  return sources.flatMap(({ file, text }) =>
    [...text.replaceAll(LINE_BREAK, ' ').matchAll(DECISION)].flatMap(({ groups: { name = '' } = {} }) =>
      names.some((each) => each === name || each.startsWith(`${name.padStart(2, '0')}-`))
        ? []
        : [`${file}: there is no decision ${name}`],
    ),
  )
}

/** A sentence for each file that a document names in backticks or links to, and that isn't one of `files`. */
export function deadFileNames(files: readonly string[], documents: readonly Text[]): string[] {
  const isThere = (name: string) => files.some((file) => file === name || file.endsWith(`/${name}`))
  const isLinked = (target: string) => files.some((file) => file === target || file.startsWith(`${target}/`))
  return documents.flatMap(({ file, text }) => {
    const named = [...text.matchAll(NAMED_FILE)].map(({ groups: { name = '' } = {} }) => name)
    const linked = [...text.matchAll(LINK)].map(({ groups: { target = '' } = {} }) => target)
    return [
      ...named.filter((name) => !PLACEHOLDER.test(name) && !isThere(name)),
      ...linked.filter((target) => !isLinked(path.posix.join(path.posix.dirname(file), target).replace(/\/$/, ''))),
    ].map((name) => `${file}: there is no ${name}`)
  })
}

/** A sentence for each word of the glossary's column *code* that no file has as a whole word. */
export function missingTerms(glossary: Text, sources: readonly Text[]): string[] {
  const words = new Set(sources.flatMap(({ text }) => text.match(/[\w-]+/g) ?? []))
  const cells = [...glossary.text.matchAll(/^\|[^|\n]*\|(?<cell>[^|\n]*)\|/gm)].map(
    ({ groups }) => groups?.['cell'] ?? '',
  )
  return cells
    .flatMap((cell) => [...cell.matchAll(/`(?<word>[^`]+)`/g)].map(({ groups }) => groups?.['word'] ?? ''))
    .filter((word) => !words.has(word))
    .map((word) => `${glossary.file}: the code has no ${word}`)
}

/** Checks the whole project: a sentence for each citation that leads nowhere and each term that the code lacks. */
export async function checkCitations(): Promise<string[]> {
  const read = async (file: string, folder = '') => ({
    file,
    text: await readFile(path.join(root, folder, file), 'utf8'),
  })
  const [names, decisions] = await Promise.all(
    ['build/design', 'build/decisions'].map((folder) => readdir(path.join(root, folder))),
  )
  const files = globSync(['{electron,hardware,renderer,build}/**/*', '.ci/*', '*.{md,yml,json}', 'LICENSE'], {
    cwd: root,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
  // Without the check's own test, which cites documents that don't exist.
  const sourceFiles = files.filter((file) => CITING.test(file) && !file.endsWith('/citations.test.ts')).toSorted()
  const designs = await Promise.all((names ?? []).map((file) => read(file, 'build/design')))
  const sources = await Promise.all(sourceFiles.map((file) => read(file)))
  const code = sources.filter(({ file }) => !file.endsWith('.md'))
  const glossary = designs.filter(({ file }) => file === 'glossary.md')
  const written = sources.filter(({ file }) => file.endsWith('.md'))
  return [
    ...deadCitations(designs, sources),
    ...deadDecisions(decisions ?? [], sources),
    ...deadFileNames(files, written),
    ...glossary.flatMap((one) => missingTerms(one, code)),
  ]
}

if (import.meta.main) {
  const dead = await checkCitations()
  for (const one of dead) say(one)
  say(dead.length === 0 ? 'citations: all lead somewhere' : `citations: ${dead.length} lead nowhere`)
  process.exitCode = dead.length === 0 ? 0 : 1
}
