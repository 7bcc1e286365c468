import { defined } from '../../common/defined.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Scan } from '../../../hardware/scanner/port.ts'
import {
  refuse,
  type CodeKind,
  type Face,
  type LookedAt,
  type Outcome,
  type ReceiptState,
  type ScanAnswer,
  type ServiceId,
  type TechnicianScan,
} from '../../contract/index.ts'
import { readCode, type ReadCode } from '../codes/index.ts'
import type { Identity } from '../identity/index.ts'
import {
  verifySigned,
  type ReceiptKey,
  type SignedAct,
  type SignedFacts,
  type SignedReads,
  type SignedReceipt,
} from '../receipts/index.ts'
import type { CheckScan } from './check-scan.ts'
import { createSameCode, type Reader } from './same-code.ts'
import { createReadEid, type ReadEidDeps } from './read-eid.ts'
import type { Session } from '../serving/index.ts'
import type { Trust } from '../trust/index.ts'

/** Reads scanned codes and acts on them. */
export interface Scans {
  /**
   * Reads one code for a session; `chosen` is the service at hand. The session hears the code's kind at once, before
   * anything is verified. An eID is read only for a service, and the station's approval for it is checked before the
   * code is opened or remembered. A code that another reader of the face has just read is answered with `isSame`.
   * Refuses as the room that reads the code does.
   */
  answer(session: Session, scan: Scan, chosen: ServiceId | undefined, reader: Reader): Promise<ScanAnswer>
  /** What a code's form alone shows, without any effect. */
  look(scan: Scan): LookedAt
  /**
   * Reads one code for a technician as of `at` (milliseconds since 1970). It remembers nothing, asks nobody and shows
   * nothing of a person.
   */
  examine(scan: Scan, at: number): Promise<TechnicianScan>
}

/** What the reading of scans needs of the other rooms. */
export interface ScansDeps extends Omit<ReadEidDeps, 'clock'> {
  identity: Pick<Identity, 'identify' | 'examine'>
  clock: Clock
  /** Hears that a code was read at a face, and by whom, and answers whether it counts. */
  takes?: (face: Face, source: Scan['source'], reader: Reader) => boolean
  /** Hears how each code was read, where a scanner is checked. */
  checkScan?: Pick<CheckScan, 'hear'>
  /** Hears a wallet payment code that a session scanned; the code never leaves the station. */
  onWalletCode?: (session: Session, code: string) => void
  /** Hears a code for the session's act on identity; answers whether that act waits for it. */
  takeForAct?: (session: Session, scanned: { number: string } | { undoCode: Uint8Array }) => boolean
  /** The published keys with which receipts and pending slips are checked. */
  receiptKeys(): readonly ReceiptKey[]
  /** Answers what became of a genuine receipt; undefined where this station has no journal to ask. */
  receiptStatusOf?: (receipt: SignedReceipt) => Promise<Outcome<{ receipt: ReceiptState }>> | undefined
  /** Gives the session the act of a genuine slip again; undefined where this station has no journal to ask. */
  onActSlip?: (session: Session, act: string) => Outcome | undefined
  /** Gives the session the payment of a genuine slip again; undefined where this station has no journal to ask. */
  onPendingSlip?: (session: Session, transaction: string) => Outcome | undefined
}

interface SignedCode {
  kind: 'receipt' | 'pending-slip'
  message: Uint8Array
}

/** The prefixes by which wallets' codes are known: none without trust. */
const codeTablesOf = (trusted: ReturnType<Trust['bundle']>) => ({
  walletPrefixes: trusted.ok ? trusted.bundle.wallets.flatMap(({ prefixes }) => prefixes) : [],
})

/** Verifies a receipt or slip against a station's keys; an expired slip is refused with `payment-unknown`. */
function checkSigned(
  { kind, message }: SignedCode,
  keys: readonly ReceiptKey[],
  at: number,
): Outcome<{ facts: SignedFacts }> {
  const checked = verifySigned(kind, message, keys)
  if (!checked.ok) return checked
  const { facts } = checked
  const expiresAt = 'expiresAt' in facts ? facts.expiresAt : undefined
  return expiresAt !== undefined && expiresAt <= at ? refuse('payment-unknown') : checked
}

/** Makes the reading of a station's scans. */
export function createScans(deps: ScansDeps): Scans {
  const { trust, identity, clock } = deps
  const sameCode = createSameCode(clock)
  const identify = createReadEid(deps)

  const codeTablesAt = (now: number) => codeTablesOf(trust.bundle(now))

  /** Gives the session the payment or the act of a genuine slip again. */
  function recall(session: Session, code: SignedCode): ScanAnswer {
    const checked = checkSigned(code, deps.receiptKeys(), clock.now())
    const recalled = checked.ok ? recallOf(deps, session, checked.facts) : checked
    return { ...recalled, kind: code.kind }
  }

  async function checkReceipt(code: SignedCode, at: number) {
    const checked = checkSigned(code, deps.receiptKeys(), at)
    if (!checked.ok) return { ...checked, kind: code.kind }
    if (checked.facts.kind === 'act') return { ok: true as const, kind: code.kind, act: describeAct(checked.facts) }
    if (checked.facts.kind === 'reads')
      return { ok: true as const, kind: code.kind, reads: describeReads(checked.facts) }
    const became = checked.facts.kind === 'receipt' ? await deps.receiptStatusOf?.(checked.facts) : undefined
    if (became?.ok === false) return { ...became, kind: code.kind }
    return { ok: true as const, kind: code.kind, ...defined({ receipt: became?.receipt }) }
  }

  /** Checking an old receipt takes a while, so the answer is given only if the person who showed it is still there. */
  async function answerReceipt(session: Session, code: SignedCode): Promise<ScanAnswer> {
    const { presence } = session
    const answer = await checkReceipt(code, clock.now())
    return session.presence === presence ? answer : { ...refuse('person-gone'), kind: code.kind }
  }

  /** Reads one code and acts on it. */
  function readFor(session: Session, scan: Scan, chosen: ServiceId | undefined, by: Reader): Promise<ScanAnswer> {
    const read = readCode(scan, codeTablesAt(clock.now()))
    deps.checkScan?.hear(scan, session.face, by, read)
    session.publish({ type: 'scan-read', kind: read.ok ? read.code.kind : read.kind })
    if (!read.ok) return Promise.resolve(answerRefusedForm(read))
    const { code } = read
    switch (code.kind) {
      case 'eid-presentation':
        return identify(session, code.text, chosen)
      case 'payment-slip':
        return Promise.resolve({ ok: true, kind: code.kind, slip: code.slip })
      case 'wallet-payment':
        deps.onWalletCode?.(session, code.text)
        return Promise.resolve({ ok: true, kind: code.kind })
      case 'undo-code':
        // As a binding number: only the gateway tells whether it lifts anything.
        deps.takeForAct?.(session, { undoCode: code.message })
        return Promise.resolve({ ok: true, kind: code.kind })
      case 'binding-number':
        // Taken where the session's act waits for a number; what it is, is said in every case.
        deps.takeForAct?.(session, { number: code.number })
        return Promise.resolve({ ok: true, kind: code.kind })
      case 'check-scan':
        return Promise.resolve({ ok: true, kind: code.kind })
      case 'receipt':
        return answerReceipt(session, { kind: code.kind, message: code.message })
      case 'pending-slip':
        return Promise.resolve(recall(session, { kind: code.kind, message: code.message }))
      default:
        return Promise.resolve(refuseIssuer(code.kind))
    }
  }

  return {
    answer(session, scan, chosen, reader) {
      if (deps.takes?.(session.face, scan.source, reader) === false) {
        const read = readCode(scan, codeTablesAt(clock.now()))
        deps.checkScan?.hear(scan, session.face, reader, read)
        return Promise.resolve(answerUnused(read))
      }
      return sameCode(session, scan, reader, () => readFor(session, scan, chosen, reader))
    },
    look: (scan) => describeForm(readCode(scan, codeTablesAt(clock.now()))),
    async examine(scan, at) {
      const read = readCode(scan, codeTablesAt(at))
      if (!read.ok) return answerRefusedForm(read)
      const { code } = read
      switch (code.kind) {
        case 'eid-presentation': {
          const examined = identity.examine(code.text, at)
          return examined.ok
            ? { ok: true, kind: code.kind, verdict: describeVerdict(examined) }
            : { ...examined, kind: code.kind }
        }
        case 'payment-slip':
        case 'wallet-payment':
        case 'binding-number':
        case 'check-scan':
          return { ok: true, kind: code.kind }
        case 'receipt':
        case 'pending-slip':
          return checkReceipt({ kind: code.kind, message: code.message }, at)
        default:
          return refuseIssuer(code.kind)
      }
    },
  }
}

/** Kinds that this station refuses, since the trust bundle names no issuer of them. */
const WITHOUT_ISSUER = [
  'security-code-request',
  'operator-badge',
  'undo-code',
  'approval',
  'z-report',
] as const satisfies readonly CodeKind[]

/** A kind that is neither acted on nor listed doesn't compile here. */
const refuseIssuer = (kind: (typeof WITHOUT_ISSUER)[number]) => ({ ...refuse('issuer-unknown'), kind })

/** Answers a code of a scanner that isn't used here: nothing is done with it, but that its way may be checked. */
function answerUnused(read: ReadCode): ScanAnswer {
  const kind = read.ok ? read.code.kind : read.kind
  return read.ok && kind === 'check-scan' ? { ok: true, kind } : { ...refuse('scanner-unused'), kind }
}

/** Describes what the form alone shows. A code is usable if this station can act on its kind. */
function describeForm(read: ReadCode): LookedAt {
  if (!read.ok) return { kind: read.kind, usable: false }
  const { code } = read
  return {
    kind: code.kind,
    usable: code.kind === 'undo-code' || !WITHOUT_ISSUER.some((kind) => kind === code.kind),
    ...defined({ slip: code.kind === 'payment-slip' ? code.slip : undefined }),
  }
}

/** Gives the session what a slip is of. */
function recallOf(
  { onActSlip, onPendingSlip }: ScansDeps,
  session: Session,
  facts: SignedFacts,
): Outcome<{ act?: ReturnType<typeof describeAct> }> {
  // Of what was read there are papers alone, and no slips.
  if (facts.kind === 'reads') return refuse('malformed')
  if (!('act' in facts)) return onPendingSlip?.(session, facts.transaction) ?? refuse('payment-unknown')
  const recalled = onActSlip?.(session, facts.act) ?? refuse('act-unknown')
  return recalled.ok ? { ok: true, act: describeAct(facts) } : recalled
}

/** What the paper of an act states, for a page. */
const describeAct = ({ what, at }: SignedAct) => ({ kind: what, at: iso(at) })

/** What the paper of what was read states, for a page: nobody's data is in it. */
const describeReads = ({ at, reads }: SignedReads) => ({
  at: iso(at),
  count: 'count' in reads ? reads.count : reads.length,
})

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

/** The answer for a code whose form was refused, without undefined fields, which the contract doesn't allow. */
function answerRefusedForm({ kind, refusal, hint }: Extract<ReadCode, { ok: false }>) {
  return { ok: false as const, kind, refusal, ...defined({ hint }) }
}

function describeVerdict({
  issuedAt,
  expiresAt,
  bundleIssuedAt,
}: {
  issuedAt: number
  expiresAt: number
  bundleIssuedAt: number
}) {
  return {
    assurance: 'bundle' as const,
    issuedAt: iso(issuedAt),
    expiresAt: iso(expiresAt),
    bundleIssuedAt: iso(bundleIssuedAt),
  }
}
