const WIDTH = 30
/** Where stderr isn't a terminal, one line is printed for so many percent. */
const EVERY_PERCENT = 10

/**
 * Makes a function that shows on stderr how far long work is: a bar on a terminal, otherwise a line every ten percent.
 * `what` names the things that are counted.
 */
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
