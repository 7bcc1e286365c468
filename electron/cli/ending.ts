import type { Refusal } from '../contract/index.ts'
import { explainCommand, type Looked } from '../start.ts'

/** The exit codes of a command. */
export const EXIT = { good: 0, fault: 1, refused: 2, wrongUse: 64 } as const

/** How a command ends: the lines before the last, the JSON object of the last line, and the exit code. */
export interface Ending {
  exitCode: (typeof EXIT)[keyof typeof EXIT]
  output: object
  lines?: readonly object[]
}

/**
 * The end of a command that read a folder or file. Where the answer isn't good a line on stderr says what to do. A
 * wrong file or folder in an option counts as wrong use.
 */
export function ended(
  output: { ok: boolean; refusal?: Refusal; why?: string; firstBad?: number },
  looked: Looked = 'folder',
): Ending {
  if (output.ok) return { exitCode: EXIT.good, output }
  process.stderr.write(`${explainCommand(output, looked)}\n`)
  const { code, params } = output.refusal ?? {}
  return {
    exitCode: code === 'invalid-input' && params?.['option'] !== undefined ? EXIT.wrongUse : EXIT.refused,
    output,
  }
}
