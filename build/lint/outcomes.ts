import { ESLintUtils, TSESTree } from '@typescript-eslint/utils'
import ts from 'typescript'

const { AST_NODE_TYPES } = TSESTree

/** The members of a union, or the type itself. */
const membersOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type])

/** Whether one of the type's members is a refused outcome: `{ ok: false, refusal }` (electron/contract/refusals.ts). */
function mayBeRefused(type: ts.Type, checker: ts.TypeChecker): boolean {
  return membersOf(type).some((member) => {
    const ok = member.getProperty('ok')
    return (
      member.getProperty('refusal') !== undefined &&
      ok !== undefined &&
      checker.typeToString(checker.getTypeOfSymbol(ok)) === 'false'
    )
  })
}

/**
 * Whether a value of the type holds an outcome that may be a refusal: itself, when it is awaited, as a member of a list
 * (`Promise.all`), or as the value of a settled promise (`Promise.allSettled`).
 */
function holdsRefusal(type: ts.Type, checker: ts.TypeChecker): boolean {
  const awaited = checker.getAwaitedType(type) ?? type
  if (mayBeRefused(awaited, checker)) return true
  return membersOf(awaited).some((member) => {
    if (checker.isArrayType(member) || checker.isTupleType(member))
      return checker.getTypeArguments(member as ts.TypeReference).some((inner) => holdsRefusal(inner, checker))
    const status = member.getProperty('status')
    const value = member.getProperty('value')
    return status !== undefined && value !== undefined && mayBeRefused(checker.getTypeOfSymbol(value), checker)
  })
}

/** Whether the type says nothing of its value: `void`, `undefined` or `unknown`, or a promise of it. */
function saysNothing(type: ts.Type, checker: ts.TypeChecker): boolean {
  const awaited = checker.getAwaitedType(type) ?? type
  return membersOf(awaited).every(
    ({ flags }) => (flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Unknown)) !== 0,
  )
}

/** Refuses code that drops an outcome which may be a refusal, or the promise of one. */
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

    const isDropped = (node: TSESTree.Node): boolean => holdsRefusal(services.getTypeAtLocation(node), checker)
    const report = (node: TSESTree.Node) => {
      context.report({ node, messageId: 'dropped' })
    }

    /** Reports a function whose outcome is dropped by whoever is given it, since they expect no result. */
    function checkGiven(node: TSESTree.Expression): void {
      const expected = checker.getContextualType(services.esTreeNodeToTSNodeMap.get(node) as ts.Expression)
      if (!expected) return
      const wanted = membersOf(checker.getNonNullableType(expected)).flatMap((member) => member.getCallSignatures())
      if (wanted.length === 0 || !wanted.every((each) => saysNothing(each.getReturnType(), checker))) return
      const given = services.getTypeAtLocation(node).getCallSignatures()
      if (given.some((each) => holdsRefusal(each.getReturnType(), checker))) report(node)
    }

    /** Reports `promise.then(() => …)` on the promise of an outcome, since such a function doesn't see it. */
    function checkThen({ callee, arguments: [next] }: TSESTree.CallExpression): void {
      if (
        callee.type === AST_NODE_TYPES.MemberExpression &&
        callee.property.type === AST_NODE_TYPES.Identifier &&
        callee.property.name === 'then' &&
        next?.type === AST_NODE_TYPES.ArrowFunctionExpression &&
        next.params.length === 0 &&
        isDropped(callee.object)
      )
        report(next)
    }

    return {
      ExpressionStatement({ expression }) {
        if (expression.type === AST_NODE_TYPES.AssignmentExpression) return
        if (expression.type === AST_NODE_TYPES.UnaryExpression && expression.operator === 'void') return
        if (isDropped(expression)) report(expression)
      },
      'UnaryExpression[operator="void"]'({ argument }: TSESTree.UnaryExpression) {
        if (isDropped(argument)) report(argument)
      },
      VariableDeclarator({ id, init }) {
        if (init === null || id.typeAnnotation?.typeAnnotation.type !== AST_NODE_TYPES.TSUnknownKeyword) return
        if (isDropped(init)) report(init)
      },
      ArrowFunctionExpression: checkGiven,
      FunctionExpression: checkGiven,
      CallExpression(call) {
        checkThen(call)
        for (const given of call.arguments)
          if (given.type === AST_NODE_TYPES.Identifier || given.type === AST_NODE_TYPES.MemberExpression)
            checkGiven(given)
      },
    }
  },
})
