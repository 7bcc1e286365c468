import { createHash, sign, type KeyObject } from 'node:crypto'
import { decodeCommand, encodeResponse, readObjectHead, STATUS, writeObject, type Command } from './apdu.ts'
import {
  APPLICATION,
  CLA,
  FILES,
  FINGER_REFERENCE,
  INS,
  MOST_FILE_BYTES,
  NONCE_BYTES,
  TEMPLATE_TAG,
} from './application.ts'
import { DATA_GROUPS, type VirtualCard } from './virtual-card.ts'

/** The chip of a virtual card, from one insertion on. */
export interface Applet {
  /** Answers one command, whatever its bytes are. */
  answer(apdu: Uint8Array): Uint8Array
}

/** How a virtual card keeps a finger: by the template's hash, so that the template itself is nowhere. */
export const fingerHash = (template: Uint8Array): string => createHash('sha256').update(template).digest('hex')

function answerSelect(card: VirtualCard, { p1, p2, data = new Uint8Array(0) }: Command) {
  if (p1 === 0x04) {
    if (card.kind !== 'card' || Buffer.compare(data, APPLICATION) !== 0) return { status: STATUS.notFound }
    return { status: STATUS.done, isApplication: true }
  }
  if (p1 !== 0x02 || p2 !== 0x0c || data.length !== 2) return { status: STATUS.wrongData }
  const number = (data[0] ?? 0) * 256 + (data[1] ?? 0)
  const group = DATA_GROUPS.find((each) => FILES[each].file === number)
  const value = group && card.groups[group]
  if (!group || !value) return { status: STATUS.notFound }
  return { status: STATUS.done, file: writeObject(FILES[group].tag, value).subarray(0, MOST_FILE_BYTES) }
}

function signNonce(key: KeyObject, nonce: Uint8Array): Uint8Array {
  return key.asymmetricKeyType === 'ed25519'
    ? sign(null, nonce, key)
    : sign('sha256', nonce, { key, dsaEncoding: 'ieee-p1363' })
}

/**
 * Powers a virtual card up. What is chosen is forgotten at the next one; how many tries a finger has left is the card's
 * own and stays.
 */
export function createApplet(card: VirtualCard): Applet {
  let isChosen = false
  let file: Uint8Array | undefined
  let chain: Uint8Array[] = []

  function verify(template: Uint8Array | undefined): Uint8Array {
    if (card.triesLeft === 0) return encodeResponse(STATUS.blocked)
    if (!template) return encodeResponse(0x63c0 + card.triesLeft)
    const head = readObjectHead(template)
    if (head?.tag !== TEMPLATE_TAG || head.head + head.length !== template.length)
      return encodeResponse(STATUS.wrongData)
    if (fingerHash(template.subarray(head.head)) === card.finger) {
      card.triesLeft = card.mostTries
      return encodeResponse(STATUS.done)
    }
    card.triesLeft -= 1
    return encodeResponse(0x63c0 + card.triesLeft)
  }

  /** Puts the parts of a chained command together; undefined: more is to come. */
  function unchain({ cla, data }: Command): { data: Uint8Array | undefined } | undefined {
    if (cla === CLA.chained) {
      if (data) chain.push(data)
      return undefined
    }
    if (chain.length === 0) return { data }
    const parts = [...chain, data ?? new Uint8Array(0)]
    chain = []
    const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
      part.fill(0)
    }
    return { data: whole }
  }

  function perform(command: Command): Uint8Array {
    const { ins, p1, p2, data, expected } = command
    if (ins === INS.select) {
      const { status, ...chosen } = answerSelect(card, command)
      if ('isApplication' in chosen) [isChosen, file] = [true, undefined]
      else if (!isChosen) return encodeResponse(STATUS.notFound)
      else if ('file' in chosen) file = chosen.file
      return encodeResponse(status)
    }
    if (!isChosen) return encodeResponse(STATUS.unknownInstruction)
    if (ins === INS.readBinary) {
      if (!file) return encodeResponse(STATUS.noFileChosen)
      const offset = p1 * 256 + p2
      if (offset >= file.length) return encodeResponse(STATUS.offsetOutside)
      return encodeResponse(STATUS.done, file.subarray(offset, offset + (expected ?? 0)))
    }
    if (ins === INS.verify) {
      if (p2 !== FINGER_REFERENCE || card.finger === undefined) return encodeResponse(STATUS.notFound)
      return verify(data)
    }
    if (ins === INS.internalAuthenticate) {
      if (!card.key) return encodeResponse(STATUS.conditionsNotSatisfied)
      if (data?.length !== NONCE_BYTES) return encodeResponse(STATUS.wrongLength)
      return encodeResponse(STATUS.done, signNonce(card.key, data))
    }
    return encodeResponse(STATUS.unknownInstruction)
  }

  return {
    answer(apdu) {
      const command = decodeCommand(apdu)
      if (!command) return encodeResponse(STATUS.wrongLength)
      if (command.cla !== CLA.last && command.cla !== CLA.chained) return encodeResponse(STATUS.unknownClass)
      const whole = unchain(command)
      if (!whole) return encodeResponse(STATUS.done)
      const { data: part, ...head } = command
      const { data } = whole
      try {
        return perform(data ? { ...head, data } : head)
      } finally {
        // A template is no virtual card's to keep either.
        data?.fill(0)
        part?.fill(0)
      }
    },
  }
}
