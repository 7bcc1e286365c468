/**
 * How long after a first code others may join it, in milliseconds: longer than two frames of a camera, and than a
 * scanner's pause between two codes.
 */
const TOGETHER = 150
/** How many milliseconds longer it waits where no code is usable, since the meant one may be harder to read. */
const WAIT_FOR_USABLE = 600
/** How long it waits for a scan that has begun, in milliseconds: an eID's 700 characters from the slowest scanner. */
const UNDER_WAY = 20_000

/** Gathers codes that come together. */
export interface Gatherer<Code> {
  /** Adds a code, to the codes that are being gathered if there are any. */
  add(code: Code): void
  /** Waits for the code of a scan that has begun. */
  expect(): void
  /** Drops the gathered codes, since their person is gone. */
  forget(): void
}

/**
 * Makes a gatherer of codes that are in view together or come within 150 ms, and calls `done` with all of them.
 * `anyUsable` is asked after 150 ms whether one of them can be used; if not, the gatherer waits a little longer. Codes
 * with equal `keyOf` count once; codes beyond `most` are dropped.
 */
export function createGatherer<Code>({
  most,
  keyOf,
  anyUsable,
  done,
}: {
  most: number
  keyOf(code: Code): string
  anyUsable(codes: readonly Code[]): Promise<boolean>
  done(codes: readonly Code[]): void
}): Gatherer<Code> {
  let codes: Code[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let generation = 0

  function wait(ms: number, isLast: boolean): void {
    clearTimeout(timer)
    timer = setTimeout(() => void onTimer(isLast), ms)
  }

  async function onTimer(isLast: boolean): Promise<void> {
    const mine = generation
    const usable = isLast || (await anyUsable(codes))
    if (mine !== generation) return
    if (usable) finish()
    else wait(WAIT_FOR_USABLE, true)
  }

  function finish(): void {
    const gathered = codes
    generation += 1
    codes = []
    done(gathered)
  }

  return {
    add(code) {
      generation += 1
      if (codes.length < most && !codes.some((each) => keyOf(each) === keyOf(code))) codes.push(code)
      wait(TOGETHER, false)
    },
    expect() {
      if (codes.length > 0) wait(UNDER_WAY, true)
    },
    forget() {
      clearTimeout(timer)
      generation += 1
      codes = []
    },
  }
}
