import { startKeyboardScanner } from '../../../renderer/client/keyboard-scanner.ts'

/** A page with fields, buttons and a keyboard-mode scanner, which lists what reaches it for a test to read. */
function note(list: string, text: string): void {
  const item = document.createElement('li')
  item.textContent = text
  document.querySelector(list)?.append(item)
}

/** Holds every timer while a test's keys are on their way, so that a busy machine's speed doesn't matter. */
function afterKeys(ms: number, then: () => void): () => void {
  let timer = setTimeout(runOut, ms)
  function runOut(): void {
    if (document.body.dataset['keys'] === 'coming') timer = setTimeout(runOut, 5)
    else then()
  }
  return () => clearTimeout(timer)
}

startKeyboardScanner({ onScan: ({ bytes }) => note('#scans', new TextDecoder().decode(bytes)), after: afterKeys })

addEventListener('keydown', (event) => note('#heard', event.key))
document.querySelector('#button')?.addEventListener('click', () => note('#heard', 'pressed'))
document.querySelector('#form')?.addEventListener('submit', (event) => {
  event.preventDefault()
  note('#heard', 'sent')
})
const model = document.querySelector('#model')
document.querySelector('#field')?.addEventListener('input', ({ target }) => {
  if (model && target instanceof HTMLInputElement) model.textContent = target.value
})
