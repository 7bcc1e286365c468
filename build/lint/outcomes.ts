import { ESLintUtils, TSESTree } from '@typescript-eslint/utils'
import type ts from 'typescript'

/** Whether one of the type's members is a refused outcome: `{ ok: false, refusal }` (electron/contract/refusals.ts). */
function mayBeRefused(type: ts.Type, checker: ts.TypeChecker): boolean {
  const members = type.isUnion() ? type.types : [type]
  return members.some((member) => {
    const ok = member.getProperty('ok')
    return (
      member.getProperty('refusal') !== undefined &&
      ok !== undefined &&
      checker.typeToString(checker.getTypeOfSymbol(ok)) === 'false'
    )
  })
}

/** Refuses a statement that drops an outcome which may be a refusal, or the promise of one. */
export const noDroppedOutcome = ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: 'problem',
    schema: [],
    defaultOptions: [],
    messages: { dropped: 'This outcome may be a refusal: say what happens then, or hand it on.' },
  },
  create(context) {
    const services = ESLintUtils.getParserServices(context)
    const checker = services.program.getTypeChecker()
    return {
      ExpressionStatement({ expression }) {
        if (expression.type === TSESTree.AST_NODE_TYPES.AssignmentExpression) return
        const inner =
          expression.type === TSESTree.AST_NODE_TYPES.UnaryExpression && expression.operator === 'void'
            ? expression.argument
            : expression
        const type = services.getTypeAtLocation(inner)
        if (mayBeRefused(checker.getAwaitedType(type) ?? type, checker))
          context.report({ node: expression, messageId: 'dropped' })
      },
    }
  },
})
