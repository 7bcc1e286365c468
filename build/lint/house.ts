import { longFunction } from './long-functions.ts'
import { noDroppedOutcome } from './outcomes.ts'

const withRules = {
  meta: { name: 'house' },
  rules: { 'long-function': longFunction, 'no-dropped-outcome': noDroppedOutcome },
}

/**
 * The project's own rules: `house/long-function` and `house/no-dropped-outcome`. Its type says only the name, since
 * ESLint's and typescript-eslint's types of a rule don't fit each other.
 */
export const house: { meta: { name: string } } = withRules
