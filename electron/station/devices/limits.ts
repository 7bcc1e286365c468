/** The limits of what is noted and tested of devices. Times in milliseconds. */

/** How long a device is away, or back, before the journal notes it: a cable that is moved is no failure. */
export const NOTED_AFTER_MS = 10_000

/** Within this after a start a device that had failed before is heard of, or isn't the station's any more. */
export const HEARD_WITHIN_MS = 60_000

/**
 * How many failures of one device, and of all together, the journal notes within the time after which they are counted
 * anew; a noted failure has one recovery. The rest are counted, in one entry each time.
 */
export const MOST_FAILURES_EACH = 6
export const MOST_FAILURES = 30
export const FAILURES_COUNTED_MS = 3_600_000
/** How many devices that entry names. */
export const MOST_NAMED = 20

/** How old the answer of an idle device may be before it is asked again, a good one and a bad one. */
export const TEST_GOOD_FOR_MS = 600_000
export const TEST_FAILED_FOR_MS = 60_000
/** How long a test that has no effect may take. */
export const TEST_WITHIN_MS = 10_000
/** How long the test of a fingerprint sensor waits for a finger. */
export const FINGER_WITHIN_MS = 15_000
/** How long the test of a keypad waits for all its keys. */
export const KEYS_WITHIN_MS = 30_000
/** How long lights blink when they are tested. */
export const BLINK_MS = 5_000
