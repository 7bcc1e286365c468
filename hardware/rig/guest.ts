/**
 * Runs the steps in the guest, as root, and says of each how it went, one JSON object a line (lines.ts). The first
 * argument is the kernel's command line.
 */
import { processClock } from '../process-clock.ts'
import { createBench } from './bench.ts'
import { SHORT, type GuestLine } from './lines.ts'
import { STEPS } from './steps.ts'

const say = (line: GuestLine) => void process.stdout.write(`${JSON.stringify(line)}\n`)

const isShort = process.argv[2]?.trim().split(' ').includes(SHORT) === true
const steps = STEPS.filter((step) => !isShort || step.isShort === true)
say({ say: 'steps', names: steps.map(({ name }) => name) })
const bench = await createBench(isShort)
for (const { name, run } of steps) {
  const began = processClock.monotonic()
  const { isOk, note } = await run(bench).then(
    (seen) => ({ isOk: true, note: seen }),
    (error: unknown) => ({ isOk: false, note: `${String(error)}\n${bench.seen()}` }),
  )
  await bench.clear()
  say({ say: 'step', name, isOk, ms: Math.round(processClock.monotonic() - began), note })
}
await bench.user.close()
process.exit(0)
