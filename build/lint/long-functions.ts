import { ESLintUtils, TSESTree } from '@typescript-eslint/utils'
import path from 'node:path'

/** How many lines a function may have. */
const MOST_LINES = 120

/**
 * The functions that may be longer (`FILE NAME`), and how many lines each may have. The list only becomes shorter: a
 * function that fits is removed, and none is added.
 */
export const LONG_FUNCTIONS: Readonly<Record<string, number>> = {
  'build/faults/proxy.ts openFaultProxy': 150,
  'build/twins/agencies.ts createTwinAgencies': 339,
  'build/twins/desk.ts createTwinDesk': 262,
  'build/twins/till.ts createTwinTill': 188,
  'electron/gateway/client.ts createGateway': 217,
  'electron/sandbox/agencies/bill-desk.ts openBillDesk': 238,
  'electron/sandbox/agencies/cashier.ts openCashier': 252,
  'electron/sandbox/serving/gateway-api.ts createGatewayApi': 174,
  'electron/sandbox/wallets/wallet-desk.ts openWalletDesk': 377,
  'electron/shell/electron/app.ts run': 136,
  'electron/shell/electron/station-process.ts runStationProcess': 126,
  'electron/station/journal/body-keys.ts openBodyKeys': 166,
  'electron/station/journal/open.ts openJournal': 397,
  'electron/station/journal/history-checks.ts createHistoryChecks': 160,
  'electron/station/journal/rows.ts openRows': 134,
  'electron/station/payments/book.ts openBook': 234,
  'electron/station/payments/collection.ts createCollection': 226,
  'electron/station/payments/desk.ts createPaymentDesk': 211,
  'electron/station/payments/outbox.ts createOutbox': 219,
  'electron/station/payments/refunds.ts createRefunds': 199,
  'electron/station/trust/trust.ts createTrust': 193,
  'hardware/payment-terminal/simulator/books.ts openBooks': 141,
  'hardware/payment-terminal/simulator/server.ts serveTerminal': 131,
  'hardware/payment-terminal/virtual.ts createVirtualTender': 175,
  'renderer/client/keyboard-scanner.ts startKeyboardScanner': 228,
}

type FunctionNode = TSESTree.ArrowFunctionExpression | TSESTree.FunctionDeclaration | TSESTree.FunctionExpression

/**
 * A function's name: its own, or that of the variable or property it is assigned to, also within a call
 * (`defineStore`).
 */
function nameOf(node: FunctionNode): string {
  if (node.id) return node.id.name
  let parent: TSESTree.Node | undefined = node.parent
  while (parent.type === TSESTree.AST_NODE_TYPES.CallExpression) parent = parent.parent
  const named =
    parent.type === TSESTree.AST_NODE_TYPES.VariableDeclarator
      ? parent.id
      : parent.type === TSESTree.AST_NODE_TYPES.Property || parent.type === TSESTree.AST_NODE_TYPES.MethodDefinition
        ? parent.key
        : undefined
  return named?.type === TSESTree.AST_NODE_TYPES.Identifier ? named.name : 'a function without a name'
}

/** Refuses functions of more than `MOST_LINES` lines, or more than `LONG_FUNCTIONS` allows them. */
export const longFunction = ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: 'suggestion',
    schema: [],
    defaultOptions: [],
    messages: {
      long: '{{name}} has {{lines}} lines, at most {{most}} are allowed: part it.',
      fits: '{{name}} has at most {{most}} lines now: take it from LONG_FUNCTIONS (build/lint/long-functions.ts).',
    },
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).replaceAll(path.sep, '/')
    const listed = new Set(Object.keys(LONG_FUNCTIONS).filter((key) => key.startsWith(`${file} `)))
    const look = (node: FunctionNode) => {
      const lines = node.loc.end.line - node.loc.start.line + 1
      if (lines <= MOST_LINES) return
      const name = nameOf(node)
      const key = `${file} ${name}`
      listed.delete(key)
      const most = LONG_FUNCTIONS[key] ?? MOST_LINES
      if (lines > most) context.report({ node, messageId: 'long', data: { name, lines, most } })
    }
    return {
      ArrowFunctionExpression: look,
      FunctionDeclaration: look,
      FunctionExpression: look,
      'Program:exit'(node) {
        for (const key of listed)
          context.report({ node, messageId: 'fits', data: { name: key.split(' ')[1] ?? key, most: MOST_LINES } })
      },
    }
  },
})
