import { ESLintUtils, TSESTree } from '@typescript-eslint/utils'

/** A test's title must have fewer characters than this; `${…}` in a template counts as `HOLE` characters. */
const TOO_LONG = 100
const HOLE = 8

/** Whether the callee declares a test: `it`, `it.each(rows)`, `test.describe`, `describe.runIf(condition)` … */
function declaresTest(callee: TSESTree.Expression): boolean {
  if (callee.type === TSESTree.AST_NODE_TYPES.Identifier) return ['it', 'test', 'describe'].includes(callee.name)
  if (callee.type === TSESTree.AST_NODE_TYPES.MemberExpression) return declaresTest(callee.object)
  if (callee.type === TSESTree.AST_NODE_TYPES.CallExpression) return declaresTest(callee.callee)
  return callee.type === TSESTree.AST_NODE_TYPES.TaggedTemplateExpression && declaresTest(callee.tag)
}

/** A title's length; undefined where it is no literal text. */
function lengthOf(title: TSESTree.Node): number | undefined {
  if (title.type === TSESTree.AST_NODE_TYPES.Literal)
    return typeof title.value === 'string' ? title.value.length : undefined
  if (title.type === TSESTree.AST_NODE_TYPES.TemplateLiteral)
    return title.quasis.reduce(
      (sum, { value }) => sum + (value.cooked ?? value.raw).length,
      title.expressions.length * HOLE,
    )
  if (title.type !== TSESTree.AST_NODE_TYPES.BinaryExpression || title.operator !== '+') return undefined
  const [left, right] = [lengthOf(title.left), lengthOf(title.right)]
  return left === undefined && right === undefined ? undefined : (left ?? HOLE) + (right ?? HOLE)
}

/** Requires test titles of fewer than `TOO_LONG` characters. */
export const testTitle = ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: 'suggestion',
    schema: [],
    defaultOptions: [],
    messages: {
      long: 'A title of {{length}} characters, fewer than {{most}} are allowed: say the behaviour and its condition.',
    },
  },
  create: (context) => ({
    CallExpression({ callee, arguments: [title] }) {
      if (!title || !declaresTest(callee)) return
      const length = lengthOf(title)
      if (length !== undefined && length >= TOO_LONG)
        context.report({ node: title, messageId: 'long', data: { length, most: TOO_LONG } })
    },
  }),
})
