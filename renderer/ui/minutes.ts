/**
 * Writes a remaining time, in milliseconds, as minutes and seconds (`2:05`), rounded down so that it never promises
 * more than is left. A negative time is `0:00`.
 */
export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
