/** What and where an exception is; its message may quote an input and stays out of the terminal. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'a fault'
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim())
  return [error.name, ...frames].join(' ')
}
