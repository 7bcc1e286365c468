import { decodeResponse, encodeCommand, MOST_ANSWER, MOST_DATA, readObjectHead, STATUS, writeObject } from './apdu.ts'
import type { Command, Response } from './apdu.ts'
import {
  APPLICATION,
  CLA,
  FILES,
  FINGER_REFERENCE,
  INS,
  MOST_FILE_BYTES,
  NONCE_BYTES,
  SIGNATURE_BYTES,
  TEMPLATE_TAG,
} from './application.ts'
import type { CardAnswer, DataGroup, FingerMatch } from './port.ts'

/** What carries a command to the card and its answer back, or says why none came. Whatever bytes came are an answer. */
export type Transmit = (apdu: Uint8Array) => Promise<CardAnswer<{ bytes: Uint8Array }, 'removed' | 'not-answering'>>

/** So often is one command continued by GET RESPONSE, or asked again with another length. */
const MOST_TURNS = 8

const unreadable = { ok: false, code: 'unreadable' } as const
const refused = { ok: false, code: 'refused' } as const

/** Sends one command, follows `61xx` (more is there) and `6Cxx` (ask for xx bytes) as T=0 cards need it. */
async function exchange(transmit: Transmit, command: Command): Promise<CardAnswer<Response>> {
  let next = command
  const parts: Uint8Array[] = []
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const apdu = encodeCommand(next)
    const came = await transmit(apdu)
    // The command may hold a template.
    apdu.fill(0)
    if (!came.ok) return came
    const response = decodeResponse(came.bytes)
    if (!response) return unreadable
    const count = response.status & 0xff
    parts.push(response.data)
    switch (response.status >> 8) {
      case 0x61:
        next = { cla: CLA.last, ins: INS.getResponse, p1: 0, p2: 0, expected: count === 0 ? MOST_ANSWER : count }
        break
      case 0x6c:
        parts.length = 0
        next = { ...command, expected: count === 0 ? MOST_ANSWER : count }
        break
      default:
        return { ok: true, data: Buffer.concat(parts), status: response.status }
    }
  }
  return unreadable
}

/** Sends one command whose data may be longer than a command holds, in parts (ISO/IEC 7816-4, 5.1.1.1). */
async function exchangeLong(transmit: Transmit, command: Command, data: Uint8Array): Promise<CardAnswer<Response>> {
  for (let at = 0; ; at += MOST_DATA) {
    const isLast = data.length - at <= MOST_DATA
    const cla = isLast ? CLA.last : CLA.chained
    const answer = await exchange(transmit, { ...command, cla, data: data.subarray(at, at + MOST_DATA) })
    if (isLast || !answer.ok || answer.status !== STATUS.done) return answer
  }
}

/** Chooses the application. `refused`: the card hasn't got it, so it is another kind of card. */
export async function choose(transmit: Transmit): Promise<CardAnswer<object>> {
  const answer = await exchange(transmit, { cla: CLA.last, ins: INS.select, p1: 0x04, p2: 0x0c, data: APPLICATION })
  if (!answer.ok) return answer
  return answer.status === STATUS.done ? { ok: true } : refused
}

/** Reads one data group: the value of the one data object that its file holds. */
export async function readGroup(transmit: Transmit, group: DataGroup): Promise<CardAnswer<{ bytes: Uint8Array }>> {
  const { file, tag } = FILES[group]
  const data = Uint8Array.of(file >> 8, file & 0xff)
  const chosen = await exchange(transmit, { cla: CLA.last, ins: INS.select, p1: 0x02, p2: 0x0c, data })
  if (!chosen.ok) return chosen
  if (chosen.status !== STATUS.done) return refused
  const read = (at: number, expected: number) =>
    exchange(transmit, { cla: CLA.last, ins: INS.readBinary, p1: at >> 8, p2: at & 0xff, expected })
  const first = await read(0, MOST_ANSWER)
  if (!first.ok) return first
  if (first.status === STATUS.securityNotSatisfied) return refused
  const head = readObjectHead(first.data)
  if (head?.tag !== tag) return unreadable
  const total = head.head + head.length
  if (total > MOST_FILE_BYTES) return unreadable
  const whole = new Uint8Array(total)
  let at = 0
  for (let part = first; ;) {
    const { data: bytes } = part
    // A card may answer fewer bytes than are asked for, but never none, and none after the end.
    if (bytes.length === 0 || (at > 0 && at + bytes.length > total)) return unreadable
    whole.set(bytes.subarray(0, total - at), at)
    at += bytes.length
    if (at >= total) return { ok: true, bytes: whole.slice(head.head) }
    const next = await read(at, Math.min(MOST_ANSWER, total - at))
    if (!next.ok) return next
    part = next
  }
}

/** What the card's status says of a finger; undefined where it says nothing of one. */
function matchOf(status: number): FingerMatch | undefined {
  if (status === STATUS.done) return { isMatch: true }
  if (status === STATUS.blocked) return { isMatch: false, triesLeft: 0 }
  if (status >> 4 === 0x63c) return { isMatch: false, triesLeft: status & 0x0f }
  return undefined
}

/** How many tries a finger has left, asked without one (VERIFY without data). */
export async function askTries(transmit: Transmit): Promise<CardAnswer<{ triesLeft: number | undefined }>> {
  const answer = await exchange(transmit, { cla: CLA.last, ins: INS.verify, p1: 0, p2: FINGER_REFERENCE })
  if (!answer.ok) return answer
  const match = matchOf(answer.status)
  if (!match) return refused
  return { ok: true, triesLeft: match.isMatch ? undefined : match.triesLeft }
}

/** Has the card match a template. The bytes that were sent are overwritten; the template itself is its owner's. */
export async function match(transmit: Transmit, template: Uint8Array): Promise<CardAnswer<FingerMatch>> {
  const data = writeObject(TEMPLATE_TAG, template)
  const verify = { cla: CLA.last, ins: INS.verify, p1: 0, p2: FINGER_REFERENCE }
  const answer = await exchangeLong(transmit, verify, data).finally(() => data.fill(0))
  if (!answer.ok) return answer
  const told = matchOf(answer.status)
  return told ? { ok: true, ...told } : refused
}

/** Has the card sign a nonce of 32 bytes. What the signature is worth is `isSignedBy` to say. */
export async function signNonce(transmit: Transmit, nonce: Uint8Array): Promise<CardAnswer<{ signature: Uint8Array }>> {
  if (nonce.length !== NONCE_BYTES) throw new RangeError('the nonce has 32 bytes')
  const answer = await exchange(transmit, {
    cla: CLA.last,
    ins: INS.internalAuthenticate,
    p1: 0,
    p2: 0,
    data: nonce,
    expected: MOST_ANSWER,
  })
  if (!answer.ok) return answer
  if (answer.status !== STATUS.done) return refused
  return answer.data.length === SIGNATURE_BYTES ? { ok: true, signature: answer.data } : unreadable
}
