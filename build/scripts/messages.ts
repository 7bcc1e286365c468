/**
 * The messages' check: every language has every message with the same places for values; every message is used and
 * every one that a page asks for exists; every code of the contract's closed lists has its words; no page holds a
 * sentence of its own.
 */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'vue/compiler-sfc'
import {
  CODE_KINDS,
  device,
  FIELD_NAMES,
  HINTS,
  line,
  person,
  REASONS,
  REFUSAL_CODES,
  REFUSAL_POLICY,
  service,
  SERVICE_IDS,
  slip,
  STEPS,
  TASK_REASONS,
  trust,
  WAITS,
} from '../../electron/contract/index.ts'
import { LANGUAGES } from '../../renderer/i18n/languages.ts'
import { messages } from '../../renderer/i18n/messages.ts'
import { root, say } from './run.ts'

type Leaves = Map<string, string>

/** A tree of messages as dotted keys. */
export function leavesOf(tree: object, prefix = ''): Leaves {
  const leaves: Leaves = new Map()
  const entries: [string, unknown][] = Object.entries(tree)
  for (const [name, value] of entries) {
    const key = prefix === '' ? name : `${prefix}.${name}`
    if (typeof value === 'string') leaves.set(key, value)
    else if (typeof value === 'object' && value !== null)
      for (const [inner, text] of leavesOf(value, key)) leaves.set(inner, text)
  }
  return leaves
}

const placesOf = (text: string): string =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name)
    .sort()
    .join(' ')

/**
 * What differs between the languages: a message that is missing or empty, or whose places for values aren't the same.
 */
export function compareLanguages(byLanguage: ReadonlyMap<string, Leaves>): string[] {
  const keys = new Set([...byLanguage.values()].flatMap((leaves) => [...leaves.keys()]))
  const problems: string[] = []
  for (const key of keys) {
    const places = new Set<string>()
    for (const [language, leaves] of byLanguage) {
      const text = leaves.get(key)
      if (text === undefined) problems.push(`${language}: ${key} is missing`)
      else if (text.trim() === '') problems.push(`${language}: ${key} is empty`)
      else places.add(placesOf(text))
      if (text !== undefined && /[|@]/.test(text))
        problems.push(`${language}: ${key} holds | or @, which the message format reads as its own`)
    }
    if (places.size > 1) problems.push(`${key}: its places for values differ between languages`)
  }
  return problems
}

/** Every message that a closed list of the contract needs. */
function requiredKeys(): string[] {
  const each = (values: readonly string[], ...forms: ((value: string) => string)[]): string[] =>
    values.flatMap((value) => forms.map((form) => form(value)))
  return [
    ...each(
      REFUSAL_CODES,
      ...['resident', 'clerk'].flatMap((who) =>
        ['title', 'what'].map((part) => (code: string) => `refusals.${code}.${who}.${part}`),
      ),
    ),
    ...each(
      STEPS,
      (step) => `steps.${step}.do`,
      (step) => `steps.${step}.how`,
    ),
    ...each(HINTS, (hint) => `hints.${hint}`),
    ...each(
      REASONS,
      (reason) => `reasons.${reason}.what`,
      (reason) => `reasons.${reason}.todo`,
    ),
    ...each(
      CODE_KINDS,
      (kind) => `kinds.${kind}.name`,
      (kind) => `kinds.${kind}.resident`,
      (kind) => `kinds.${kind}.clerk`,
    ),
    ...each(
      SERVICE_IDS,
      (id) => `services.${id}.name`,
      (id) => `services.${id}.purpose`,
    ),
    ...each(FIELD_NAMES, (field) => `fields.${field}`),
    ...each(service.shape.department.options, (department) => `departments.${department}`),
    ...each(slip.shape.agency.options, (agency) => `slip.agency.${agency}`),
    ...each(slip.shape.slipKind.options, (kind) => `slip.kind.${kind}`),
    ...each(line.shape.state.options, (state) => `line.${state}`),
    ...each(trust.shape.state.options, (state) => `trust.${state}`),
    ...each(device.shape.state.options, (state) => `counter.devices.${state}`),
    ...each(WAITS, (what) => `counter.till.takings.waits.${what}`),
    ...each(
      TASK_REASONS,
      (why) => `counter.till.takings.why.${why}.title`,
      (why) => `counter.till.takings.why.${why}.how`,
    ),
    ...each(person.shape.card.unwrap().options, (card) => `card.${card}`),
  ]
}

/** A refusal without a next step, or a step that no refusal has. */
function stepProblems(): string[] {
  const used = new Set(Object.values(REFUSAL_POLICY).flatMap(({ resident, clerk }) => [...resident, ...clerk]))
  return [
    ...REFUSAL_CODES.filter(
      (code) => REFUSAL_POLICY[code].resident.length === 0 || REFUSAL_POLICY[code].clerk.length === 0,
    ).map((code) => `refusal ${code} leaves somebody without a next step`),
    ...STEPS.filter((step) => !used.has(step)).map((step) => `step ${step} belongs to no refusal`),
  ]
}

export interface Source {
  file: string
  text: string
}

/** A key as the code asks for it; `*` stands for whatever a template literal puts there. */
export function keysAskedFor({ text }: Source): string[] {
  const found = [...text.matchAll(/(?<![\w.])\$?t\(\s*(?:'([^']+)'|`([^`]+)`)/g)].map(
    ([, plain, template]) => plain ?? (template ?? '').replace(/\$\{[^}]*\}/g, '*'),
  )
  // A choice between two keys: `t(x ? 'a' : 'b')`.
  const chosen = [...text.matchAll(/(?<![\w.])\$?t\([^'`()]+\?\s*'([\w.-]+)'\s*:\s*'([\w.-]+)'/g)].flatMap(
    ([, first = '', second = '']) => [first, second],
  )
  return [...found, ...chosen]
}

const patternOf = (asked: string): RegExp =>
  new RegExp(
    `^${asked
      .split('*')
      .map((part) => part.replace(/[.\\^$+?()[\]{}|]/g, '\\$&'))
      .join('[^.]+')}$`,
  )

/** Keys that are asked for and don't exist, and messages that nobody asks for. */
export function compareUse(keys: ReadonlySet<string>, sources: readonly Source[]): string[] {
  const problems: string[] = []
  const used = new Set<string>()
  for (const source of sources) {
    for (const asked of keysAskedFor(source)) {
      const matches = asked.includes('*')
        ? [...keys].filter((key) => patternOf(asked).test(key))
        : keys.has(asked)
          ? [asked]
          : []
      if (matches.length === 0) problems.push(`${source.file}: asks for ${asked}, which doesn't exist`)
      for (const key of matches) used.add(key)
    }
  }
  for (const key of keys) if (!used.has(key)) problems.push(`${key} is used nowhere`)
  return problems
}

/** A unit of money is written the same in every language; what isn't a word at all isn't one either. */
const NO_SENTENCE = /^(?:MOP|[^\p{L}]*)$/u
const SPOKEN_ATTRIBUTES = new Set(['aria-label', 'alt', 'label', 'placeholder', 'title', 'what', 'words'])
/** `vue/compiler-sfc` numbers its nodes: 1 element, 2 text, 5 interpolation, 6 attribute. */
const NODE = { text: 2, interpolation: 5, attribute: 6 } as const

interface TemplateNode {
  type: number
  content?: string | { content?: string }
  children?: unknown
  props?: unknown
  name?: string
  value?: { content?: string } | undefined
  branches?: unknown
}

const isNode = (value: unknown): value is TemplateNode => typeof value === 'object' && value !== null && 'type' in value
const nodesOf = (value: unknown): TemplateNode[] => (Array.isArray(value) ? value.filter(isNode) : [])

/** Sentences that stand in a component's template instead of the message files. */
export function sentencesIn({ file, text }: Source): string[] {
  const { descriptor } = parse(text, { filename: file })
  const problems: string[] = []
  const visit = (node: TemplateNode): void => {
    if (node.type === NODE.text && typeof node.content === 'string' && !NO_SENTENCE.test(node.content.trim()))
      problems.push(`${file}: “${node.content.trim()}” stands in the template`)
    if (
      node.type === NODE.interpolation &&
      typeof node.content === 'object' &&
      /[^\x20-\x7e\s]/.test(node.content.content ?? '')
    ) {
      problems.push(`${file}: “${node.content.content ?? ''}” stands in the template`)
    }
    for (const prop of nodesOf(node.props)) {
      const value = prop.value?.content ?? ''
      if (prop.type === NODE.attribute && SPOKEN_ATTRIBUTES.has(prop.name ?? '') && !NO_SENTENCE.test(value))
        problems.push(`${file}: ${prop.name ?? ''}="${value}" stands in the template`)
    }
    for (const child of [...nodesOf(node.children), ...nodesOf(node.branches)]) visit(child)
  }
  if (isNode(descriptor.template?.ast)) visit(descriptor.template.ast)
  return problems
}

async function readSources(folder: string): Promise<Source[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && /\.(?:vue|ts)$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}i18n${path.sep}`))
  return Promise.all(
    files.map(async (file) => ({ file: path.relative(root, file), text: await readFile(file, 'utf8') })),
  )
}

/** Everything that is wrong with the messages, a sentence each; empty where nothing is. */
export async function checkMessages(): Promise<string[]> {
  const byLanguage = new Map(LANGUAGES.map((language) => [language, leavesOf(messages[language])]))
  const keys = new Set(byLanguage.get('en')?.keys())
  const sources = await readSources(path.join(root, 'renderer'))
  return [
    ...compareLanguages(byLanguage),
    ...requiredKeys()
      .filter((key) => !keys.has(key))
      .map((key) => `${key} is missing: a code of the contract has no words`),
    ...stepProblems(),
    ...compareUse(keys, sources),
    ...sources.filter(({ file }) => file.endsWith('.vue')).flatMap(sentencesIn),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problems = await checkMessages()
  for (const problem of problems) say(problem)
  say(
    problems.length === 0
      ? `messages: complete in ${LANGUAGES.length} languages`
      : `messages: ${problems.length} problems`,
  )
  process.exitCode = problems.length === 0 ? 0 : 1
}
