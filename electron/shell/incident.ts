/**
 * Describes an exception by its name and the top six frames of its stack. Its message is left out, since it may quote
 * personal input.
 */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'a fault'
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim())
  return [error.name, ...frames].join(' ')
}
