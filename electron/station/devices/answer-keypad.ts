import type { Keypad } from '../../../hardware/keypad/port.ts'
import type { Sessions } from '../serving/index.ts'

/** Tells the kiosk's page each key of the keypad but those that its test takes. Returns the function that ends it. */
export function answerKeypad(
  keypad: Pick<Keypad, 'onKey'>,
  sessions: Pick<Sessions, 'active'>,
  isOfTest: () => boolean,
): () => void {
  return keypad.onKey((key) => {
    if (isOfTest()) return
    const session = sessions.active('kiosk', ['resident'])
    session?.noteUse()
    session?.publish({ type: 'key-pressed', key })
  })
}
