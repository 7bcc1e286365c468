/**
 * A process of drivers for the bench `hid`. Its scanner's codes are the instants of their own reading, in nanoseconds of
 * the machine's monotonic clock, which all processes share.
 */
import { playDrivers } from '../../hardware/driver-host/played.fixture.ts'

/** As long as an eID's text. */
const LENGTH = 700

playDrivers(10, () => `https://example.test/${String(process.hrtime.bigint())}/`.padEnd(LENGTH, 'x'))
