import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import tseslint from 'typescript-eslint'
import { AST, parseForESLint } from 'vue-eslint-parser'

type Node = AST.Node

/**
 * The keys that a source gives to `t` and that `@intlify/vue-i18n/no-unused-keys` doesn't see, since it only reads plain
 * texts: keys from templates, as patterns for its `ignores`, and keys from conditional expressions. The type of `t`
 * checks that a key from a template exists.
 */
export function runTimeKeysIn(text: string, filePath: string): string[] {
  const { ast, visitorKeys } = parseForESLint(text, { parser: tseslint.parser, sourceType: 'module', filePath })
  const found = new Set<string>()
  const enterNode = (node: Node): void => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 't') return
    const [key] = node.arguments
    if (key) for (const each of keysOf(key)) found.add(each)
  }
  for (const part of [ast.templateBody, ast])
    if (part) AST.traverseNodes(part, { ...(visitorKeys && { visitorKeys }), enterNode, leaveNode: () => undefined })
  return [...found]
}

function keysOf(key: Node): string[] {
  switch (key.type) {
    case 'ConditionalExpression':
      return [...textsOf(key.consequent), ...textsOf(key.alternate)]
    case 'TemplateLiteral': {
      const parts = key.quasis.map(({ value }) => (value.cooked ?? '').replaceAll('.', String.raw`\.`))
      return parts.length > 1 ? [`/^${parts.join(String.raw`[^.]+`)}$/`] : []
    }
    default:
      return []
  }
}

const textsOf = (node: Node): string[] =>
  node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : keysOf(node)

/** The same of every source below `folder` that is no test, each once. */
export function runTimeKeys(folder: string): string[] {
  const files = globSync('**/*.{ts,vue}', { cwd: folder }).filter((file) => !file.endsWith('.test.ts'))
  return [
    ...new Set(
      files.flatMap((file) => runTimeKeysIn(readFileSync(path.join(folder, file), 'utf8'), path.join(folder, file))),
    ),
  ].sort()
}
