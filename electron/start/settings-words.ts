import type { z } from 'zod'

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text in quotation marks',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'fields in braces',
  record: 'fields in braces',
  array: 'a list in brackets',
}

function counted(count: number | bigint, origin: string): string {
  const isOne = Number(count) === 1
  if (origin === 'string') return isOne ? 'one character' : `${count} characters`
  if (origin === 'array') return isOne ? 'one entry' : `${count} entries`
  return String(count)
}

const oneOf = (values: readonly unknown[]): string =>
  `${values.length > 1 ? 'one of ' : ''}${values.map((value) => JSON.stringify(value)).join(', ')}`

/**
 * What is allowed in the place of a value that the schema of the settings refuses, in words for a technician; undefined
 * where the schema itself has words for it. It never repeats the value.
 */
export function allowedInstead(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.input === undefined ? 'missing: ' : ''}${TYPES[issue.expected] ?? issue.expected}`
    case 'too_small':
      return `at least ${counted(issue.minimum, issue.origin)}`
    case 'too_big':
      return `at most ${counted(issue.maximum, issue.origin)}`
    case 'invalid_value':
      return oneOf(issue.values)
    case 'invalid_union':
      return Array.isArray(issue['options']) ? oneOf(issue['options']) : undefined
    case 'invalid_key':
    case 'unrecognized_keys':
      return 'no field of such a name'
    default:
      return undefined
  }
}
