/**
 * What end-to-end tests may not do, as selectors of ESLint's `no-restricted-syntax`: wait for a time, press keys faster
 * than a person, or find an element by a part of its name, which the next screen may have too.
 */
interface Restriction {
  selector: string
  message: string
}

const SLEEP =
  "Wait for what the next step is about. A pace that is itself the test's subject is one of build/e2e/pace.ts."
const KEY = 'A hand presses keys: keyboardAt of build/e2e/pace.ts.'
const NAME = 'A part of a name may be on the screen before too: exact: true, or a pattern.'
const BY_TEXT = 'CallExpression[callee.property.name=/^getBy(Text|Label|Placeholder|AltText|Title)$/]'
const EXACT = "Property[key.name='exact'][value.value!=false]"
/** Matches the options of a `getByRole` with a name that is no pattern. */
const NAMED =
  "CallExpression[callee.property.name='getByRole'] > ObjectExpression:has(> Property[key.name='name']:not([value.regex]))"

export const SLEEPS: readonly Restriction[] = [
  { selector: "CallExpression[callee.property.name='waitForTimeout']", message: SLEEP },
  { selector: 'CallExpression[callee.name=/^set(Timeout|Interval)$/]', message: SLEEP },
  {
    selector:
      'CallExpression[callee.object.name=/^(window|globalThis)$/][callee.property.name=/^set(Timeout|Interval)$/]',
    message: SLEEP,
  },
  { selector: "CallExpression > Identifier.arguments[name='setTimeout']", message: SLEEP },
  { selector: 'ImportDeclaration[source.value=/^(node:)?timers(.promises)?$/]', message: SLEEP },
]

export const KEYS: readonly Restriction[] = [
  { selector: "CallExpression[callee.object.property.name='keyboard']", message: KEY },
  { selector: "CallExpression[callee.property.name='pressSequentially']", message: KEY },
]

export const PARTS_OF_NAMES: readonly Restriction[] = [
  { selector: `${NAMED}:not(:has(> ${EXACT}))`, message: NAME },
  {
    selector: "CallExpression[callee.property.name='getByRole'][arguments.1.type=/^(Identifier|MemberExpression)$/]",
    message: NAME,
  },
  { selector: 'Property[key.name=/^has(Not)?Text$/]:not([value.regex])', message: NAME },
  { selector: `${BY_TEXT}:not([arguments.0.regex]):not(:has(> ObjectExpression:has(> ${EXACT})))`, message: NAME },
  {
    selector:
      "CallExpression[callee.property.name='getByRole'][arguments.0.value='heading'] > " +
      "ObjectExpression > Property[key.name='name'] > Literal[regex][value!=/^\\/\\^.*\\$\\/[a-z]*$/]",
    message: "A heading's pattern is the whole heading: ^…$.",
  },
]
