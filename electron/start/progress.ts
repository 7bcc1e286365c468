const WIDTH = 30
/** Where no person looks on, one line in so many percent is enough. */
const EVERY_PERCENT = 10

/** Shows on stderr how far long work is: a bar on a terminal, a line now and then elsewhere. */
export function createProgress(what: string): (done: number, total: number) => void {
  let said = 0
  return (done, total) => {
    const part = total === 0 ? 1 : done / total
    const percent = Math.floor(part * 100)
    if (process.stderr.isTTY) {
      const filled = Math.floor(part * WIDTH)
      process.stderr.write(
        `\r[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${String(percent)} %, ${String(done)} of ` +
          `${String(total)} ${what}${done === total ? '\n' : ''}`,
      )
    } else if (percent >= said + EVERY_PERCENT) {
      said = percent - (percent % EVERY_PERCENT)
      process.stderr.write(`${String(percent)} %, ${String(done)} of ${String(total)} ${what}\n`)
    }
  }
}
