import { playDrivers } from './played.fixture.ts'

/** A process of drivers whose scanner reads the number of its process and what was written to it. */
playDrivers(20, (orders) => [String(process.pid), ...orders].join(' '))
