/**
 * So many milliseconds as minutes and whole seconds, `2:05`: what is left is never promised too long. Never less than
 * none.
 */
export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
