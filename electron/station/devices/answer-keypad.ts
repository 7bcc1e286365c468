import type { Keypad } from '../../../hardware/keypad/port.ts'
import type { Sessions } from '../serving/index.ts'

/** Tells the kiosk's page each key of the keypad, but while that is tested. Returns the function that ends it. */
export function answerKeypad(
  keypad: Pick<Keypad, 'onKey'>,
  sessions: Pick<Sessions, 'active'>,
  isTested: () => boolean,
): () => void {
  return keypad.onKey((key) => {
    if (isTested()) return
    const session = sessions.active('kiosk', ['resident'])
    session?.noteUse()
    session?.publish({ type: 'key-pressed', key })
  })
}
