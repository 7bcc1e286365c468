import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'

// What failed is repeated below all output, since that of `npm test` is long and may be cut.

/** The most lines of one failure's message that are repeated. */
const LINES = 25

export const vitestFailures = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).default([]) }),
      ),
    }),
  ),
})

const result = z.object({ errors: z.array(z.object({ message: z.string().default('') })).default([]) })
const spec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.int(),
  ok: z.boolean(),
  tests: z.array(z.object({ results: z.array(result) })),
})
interface Suite {
  specs?: z.output<typeof spec>[] | undefined
  suites?: Suite[] | undefined
}
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({ specs: z.array(spec).optional(), suites: z.array(suite).optional() }),
)
export const playwrightFailures = z.object({ suites: z.array(suite) })

/** One failure in words: which test, and the beginning of each message without colours. */
function inWords(test: string, messages: readonly string[]): string {
  const lines = messages.flatMap((message) => stripVTControlCharacters(message).trimEnd().split('\n').slice(0, LINES))
  return [`failed: ${test}`, ...lines.map((line) => `  ${line}`)].join('\n')
}

/** The failures of Vitest's JSON report in words, with files that didn't load. */
export function failedUnits({ testResults }: z.output<typeof vitestFailures>): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    if (failed.length === 0 && message !== '') return [inWords(name, [message])]
    return failed.map(({ fullName, failureMessages }) => inWords(`${name}: ${fullName}`, failureMessages))
  })
}

/** The failures of Playwright's JSON report in words. */
export function failedEndToEnd({ suites }: z.output<typeof playwrightFailures>): string[] {
  return suites.flatMap((one) => [
    ...(one.specs ?? [])
      .filter(({ ok }) => !ok)
      .map(({ title, file, line, tests }) =>
        inWords(
          `${file}:${line} ${title}`,
          tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(({ message }) => message))),
        ),
      ),
    ...failedEndToEnd({ suites: one.suites ?? [] }),
  ])
}
