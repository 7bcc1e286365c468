/** The choice after `current`; the first one follows the last. */
export function nextChoice<T>(choices: readonly T[], current: T): T {
  return choices[(choices.indexOf(current) + 1) % choices.length] ?? current
}
