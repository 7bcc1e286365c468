import { createVirtualCardReader, type VirtualCardReader } from '../../hardware/card-reader/virtual.ts'
import { createVirtualFingerprintSensor, type VirtualFingerprintSensor } from '../../hardware/fingerprint/virtual.ts'
import { createVirtualLights, type VirtualLights } from '../../hardware/lights/virtual.ts'
import type { Clock, Random } from '../../hardware/ports.ts'

/** The twins of training at which a card, a finger and an eye meet: whoever holds them plays the person in front. */
export interface CardTwins {
  cardReader: VirtualCardReader
  /** The sensor beside the reader, whose template goes to the card that is in. */
  fingerprint: VirtualFingerprintSensor
  lights: VirtualLights
}

/** Makes a virtual card reader with a fingerprint sensor beside it, and virtual lights. */
export function createCardTwins(deps: { clock: Clock; random: Random }): CardTwins {
  const { clock } = deps
  const fingerprint = createVirtualFingerprintSensor({ id: 'fingerprint', clock })
  return {
    fingerprint,
    cardReader: createVirtualCardReader({ id: 'card-reader', ...deps, sensor: fingerprint }),
    lights: createVirtualLights({ id: 'lights', clock }),
  }
}
