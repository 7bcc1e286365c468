const WIDTH = 30
/** Where the output is no terminal, a line is written every so many percent. */
const EVERY_PERCENT = 10

/** Shows a run's progress: as a bar on a terminal, else as a line now and then. */
export function progressBar(total: number, unit: string, say: (line: string) => void) {
  let done = 0
  let lastSaid = 0
  return {
    step() {
      done += 1
      const percent = Math.floor((done / total) * 100)
      if (process.stderr.isTTY) {
        const filled = Math.floor((done / total) * WIDTH)
        process.stderr.write(
          `\r[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${String(percent)} %, ${String(done)} of ` +
            `${String(total)} ${unit}${done === total ? '\n' : ''}`,
        )
      } else if (percent >= lastSaid + EVERY_PERCENT) {
        lastSaid = percent - (percent % EVERY_PERCENT)
        say(`${String(percent)} %, ${String(done)} of ${String(total)} ${unit}`)
      }
    },
    phase: say,
  }
}
