/** The choice after `current`; the first one follows the last. */
export function next<T>(choices: readonly T[], current: T): T {
  return choices[(choices.indexOf(current) + 1) % choices.length] ?? current
}
