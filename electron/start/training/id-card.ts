import { fingerHash } from '../../../hardware/card-reader/applet.ts'
import { parseVirtualCard, type VirtualCard } from '../../../hardware/card-reader/virtual-card.ts'
import { fillTemplate, TEMPLATE_LENGTH } from '../../../hardware/fingerprint/virtual.ts'

/** What a virtual card keeps of a made-up finger. */
export function hashOfFinger(finger: number): string {
  const template = new Uint8Array(TEMPLATE_LENGTH)
  fillTemplate(finger, template)
  const hash = fingerHash(template)
  template.fill(0)
  return hash
}

/** Makes a virtual card of its file, with the finger of its holder. Throws where the file isn't whole. */
export function virtualCardFrom(file: object, finger: number): VirtualCard {
  return { ...parseVirtualCard(JSON.stringify(file)), finger: hashOfFinger(finger) }
}
