/**
 * How long codes that come together are waited for, in milliseconds: longer than two frames of a camera, and than a
 * scanner's pause between two codes.
 */
const TOGETHER = 150
/** How much longer where none of them can be used: the one that is meant may be harder to read. */
const ANOTHER = 600
/** How long a scan that has begun is waited for: an eID's 700 characters at the slowest pace. */
const UNDER_WAY = 20_000

/** What is gathered: codes with a key that tells equal ones, and whether any of them can be used. */
export interface Gatherer<Code> {
  /** Another code is here. Whoever comes while others are waited for joins them. */
  add(code: Code): void
  /** A scan has begun, whose code will follow. */
  expect(): void
  /** What is here is nobody's any more. */
  forget(): void
}

/**
 * Gathers codes that are in view together, or that a scanner reads within 150 ms, and hands them over as one: `done`
 * with all of them. `anyUsable` tells after 150 ms whether one can be used; where none can, others are waited for a
 * little longer. Equal codes (`keyOf`) count once; what comes when there are `most` is left out.
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
  let visit = 0

  function wait(ms: number, isLast: boolean): void {
    clearTimeout(timer)
    timer = setTimeout(() => void over(isLast), ms)
  }

  async function over(isLast: boolean): Promise<void> {
    const mine = visit
    const usable = isLast || (await anyUsable(codes))
    if (mine !== visit) return
    if (usable) finish()
    else wait(ANOTHER, true)
  }

  function finish(): void {
    const gathered = codes
    visit += 1
    codes = []
    done(gathered)
  }

  return {
    add(code) {
      visit += 1
      if (codes.length < most && !codes.some((each) => keyOf(each) === keyOf(code))) codes.push(code)
      wait(TOGETHER, false)
    },
    expect() {
      if (codes.length > 0) wait(UNDER_WAY, true)
    },
    forget() {
      clearTimeout(timer)
      visit += 1
      codes = []
    },
  }
}
