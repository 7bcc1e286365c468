/** Whether there is to be a try: the first one at once, each further one after a pause. False where there may be none. */
export type Again = () => Promise<boolean>

/**
 * Makes a row of tries for `while (await again())`. `pause` waits after a try, of which it is given the number from 0, and
 * says whether there may be another.
 */
export function createTries(pause: (count: number) => Promise<boolean>): Again {
  let tried = 0
  return () => {
    tried += 1
    return tried === 1 ? Promise.resolve(true) : pause(tried - 2)
  }
}
