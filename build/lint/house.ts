import { longFunction } from './long-functions.ts'
import { noDroppedOutcome } from './outcomes.ts'
import { testTitle } from './test-titles.ts'

const withRules = {
  meta: { name: 'house' },
  rules: { 'long-function': longFunction, 'no-dropped-outcome': noDroppedOutcome, 'test-title': testTitle },
}

/**
 * The project's own rules: `house/long-function`, `house/no-dropped-outcome` and `house/test-title`. Its type has only
 * the name, since ESLint's and typescript-eslint's types of rules aren't compatible.
 */
export const house: { meta: { name: string } } = withRules
