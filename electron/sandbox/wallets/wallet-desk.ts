import { z } from 'zod'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { macaoClock } from '../../common/macao.ts'
import { declineReason } from '../../gateway/money-contract.ts'
import { maintenanceWindow, type MaintenanceWindow } from '../serving/books-contract.ts'
import type { Books } from '../agencies/books.ts'
import { encodeWallet, encodeWalletRequest } from './emvco.ts'
import type { MoneyFaults } from '../agencies/money-faults.ts'
import { idempotencyConflict } from '../agencies/idempotency-conflict.ts'
import type { Ownership } from '../agencies/ownership.ts'
import { ENDLESS_HOLDER, holderOf, walletById, WALLETS } from './wallets.ts'

const TOKEN_DIGITS = 18
const CODES_KEPT_MS = 86_400_000
/** How long a code on a station's screen can be paid at most, in milliseconds. */
const SHOWN_FOR_MS = 3 * 60_000
const AUTO = 'wallet-show'
const MAINTENANCE = 'wallets-maintenance'

type Reason = z.infer<typeof declineReason>
const chargeRow = z.object({
  attempt: z.string(),
  station: z.string(),
  asked: z.string(),
  wallet: z.string(),
  holder: z.string(),
  avos: z.int(),
  state: z.enum(['pending', 'approved', 'declined', 'cancelled', 'reversed']),
  reason: declineReason.nullable(),
  reference: z.string().nullable(),
  text: z.string().nullable(),
  deadline: z.int(),
  decide_at: z.int().nullable(),
  decision: z.enum(['approve', 'decline']).nullable(),
  reversed: z.int(),
  generation: z.int(),
  at: z.int(),
})
type Charge = z.infer<typeof chargeRow>
const codeRow = z.object({
  token: z.string(),
  holder: z.string(),
  wallet: z.string(),
  expires_at: z.int(),
  attempt: z.string().nullable(),
})
const saidRow = z.object({ answer: z.enum(['declined', 'cancelled']) })
const sumRow = z.object({ avos: z.int() })
const auto = z.object({ walletShow: z.enum(['approve', 'decline', 'wait']), afterMs: z.int() })
/** Two halves of the day, since a window that ends where it begins would be empty. */
const ALL_DAY: readonly MaintenanceWindow[] = [
  { from: '00:00', until: '12:00' },
  { from: '12:00', until: '00:00' },
]
const announced = z.record(z.string(), z.array(maintenanceWindow))

/**
 * A payment that a holder is asked for, because their code was scanned or because a station shows a code. The amount is
 * in avos, `expiresAt` in milliseconds since 1970.
 */
export interface WalletRequest {
  attempt: string
  how: 'scanned' | 'shown'
  amountAvos: number
  expiresAt: number
  state: Charge['state']
  reason?: Reason
}
type RequestKey = { attempt: string } | { code: string }

/**
 * The wallets behind the gateway. Each attempt happens once, each amount is given back once, and an attempt that is
 * reversed before it arrives never happens. Throws CONFLICT where an attempt, or a part's key, comes again with another
 * question, and where parts would give back more than was taken.
 */
export function openWalletDesk(deps: {
  books: Books
  ownership: Ownership
  faults: MoneyFaults
  clock: Clock
  random: Random
}) {
  const { books, ownership, faults, clock, random } = deps
  const chargeOf = books.row(chargeRow, 'SELECT * FROM charges WHERE attempt = ?')
  const pending = books.rows(chargeRow, "SELECT * FROM charges WHERE state = 'pending' ORDER BY at")
  const shownAs = books.row(z.object({ attempt: z.string() }), 'SELECT attempt FROM charges WHERE text = ?')
  const keep = books.change('INSERT INTO charges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const decide = books.change(
    'UPDATE charges SET state = ?, reason = ?, reference = ?, wallet = ?, holder = ? WHERE attempt = ?',
  )
  const giveBack = books.change('UPDATE charges SET reversed = ?, state = ? WHERE attempt = ?')
  const reversalOf = books.row(sumRow, 'SELECT avos FROM reversals WHERE attempt = ? AND key = ?')
  const keepReversal = books.change('INSERT INTO reversals VALUES (?, ?, ?)')
  const spentBy = books.row(
    sumRow,
    `SELECT coalesce(sum(avos - reversed), 0) AS avos FROM charges
    WHERE holder = ? AND generation = ? AND state = 'approved'`,
  )
  const codeOf = books.row(
    codeRow,
    'SELECT token, holder, wallet, expires_at, attempt FROM codes WHERE token = ? OR text = ?',
  )
  const keepCode = books.change('INSERT INTO codes VALUES (?, ?, ?, ?, ?, NULL)')
  const useCode = books.change('UPDATE codes SET attempt = ? WHERE token = ?')
  const saidOf = books.row(saidRow, 'SELECT answer FROM said WHERE attempt = ?')
  const keepSaid = books.change('INSERT INTO said VALUES (?, ?)')
  const forgetCodes = books.change('DELETE FROM codes WHERE expires_at < ?')

  const autoNow = () => auto.catch({ walletShow: 'wait', afterMs: 0 }).parse(JSON.parse(books.setting(AUTO) ?? 'null'))
  const windows = () => announced.catch({}).parse(JSON.parse(books.setting(MAINTENANCE) ?? 'null'))
  const maintenanceOf = (walletId: string): readonly MaintenanceWindow[] => windows()[walletId] ?? []
  function isAsleep(walletId: string): boolean {
    const time = macaoClock(clock.now())
    return maintenanceOf(walletId).some(({ from, until }) =>
      from < until ? from <= time && time < until : from <= time || time < until,
    )
  }
  const newReference = () => `W${Buffer.from(random.bytes(8)).toString('hex').toUpperCase()}`

  /** Why this holder's wallet can't pay this amount now; undefined where it can. */
  function declineOf(walletId: string, holder: string, avos: number): Reason | undefined {
    const { balanceAvos, limitAvos } = holderOf(holder)
    if (isAsleep(walletId)) return 'maintenance'
    if (avos > limitAvos || avos > (walletById(walletId).capAvos ?? Infinity)) return 'limit'
    // This holder's money never ends, so no balance is added up.
    if (holder === ENDLESS_HOLDER) return undefined
    return avos > balanceAvos - (spentBy(holder, books.generation())?.avos ?? 0) ? 'insufficient-funds' : undefined
  }

  function approve(charge: Charge, wallet: string, holder: string): void {
    const reason = declineOf(wallet, holder, charge.avos)
    decide(
      reason === undefined ? 'approved' : 'declined',
      reason ?? null,
      reason === undefined ? newReference() : null,
      wallet,
      holder,
      charge.attempt,
    )
  }

  /** An attempt as it is now: decided at its time, or expired. */
  function current(attempt: string): Charge | undefined {
    const charge = chargeOf(attempt)
    if (charge?.state !== 'pending') return charge
    const now = clock.now()
    if (charge.decide_at !== null && charge.decide_at <= Math.min(now, charge.deadline)) {
      if (charge.decision === 'decline') decide('cancelled', null, null, charge.wallet, charge.holder, attempt)
      else approve(charge, charge.wallet, charge.holder)
    } else if (now > charge.deadline) {
      decide('declined', 'code-expired', null, charge.wallet, charge.holder, attempt)
    } else {
      return charge
    }
    return chargeOf(attempt)
  }

  const attemptOf = (by: RequestKey) => ('attempt' in by ? by.attempt : (shownAs(by.code)?.attempt ?? ''))

  /** A charge as a holder may see it: their own, or one that a station shows as a code; undefined for any other. */
  function requestOf(attempt: string, holder: string): WalletRequest | undefined {
    const charge = current(attempt)
    if (!charge || (charge.text === null && charge.holder !== holder)) return undefined
    const { avos, deadline, state, reason } = charge
    return {
      attempt,
      how: charge.text === null ? 'scanned' : 'shown',
      amountAvos: avos,
      expiresAt: deadline,
      state,
      ...(reason === null ? {} : { reason }),
    }
  }

  function answerOf(charge: Charge) {
    switch (charge.state) {
      case 'approved': {
        const said = saidOf(charge.attempt)?.answer
        if (said !== undefined)
          return said === 'declined' ? { state: said, reason: 'declined' as const } : { state: said }
        return {
          state: 'approved' as const,
          reference: charge.reference ?? '',
          approvedAvos: charge.avos,
          wallet: walletById(charge.wallet).name,
        }
      }
      case 'declined':
        return { state: 'declined' as const, reason: charge.reason ?? 'declined' }
      default:
        return { state: charge.state }
    }
  }

  function record(
    charge: Partial<Charge> & Pick<Charge, 'attempt' | 'station' | 'asked' | 'avos' | 'state' | 'deadline'>,
  ): void {
    const {
      attempt,
      station,
      asked,
      wallet = WALLETS[0].id,
      holder = '',
      avos,
      state,
      reason = null,
      reference = null,
      text = null,
      deadline,
      decide_at = null,
      decision = null,
    } = charge
    keep(
      attempt,
      station,
      asked,
      wallet,
      holder,
      avos,
      state,
      reason,
      reference,
      text,
      deadline,
      decide_at,
      decision,
      0,
      books.generation(),
      clock.now(),
    )
  }

  /** Remembers the false answer that the training's control ordered for an attempt. */
  function noteFalseAnswer(call: string, attempt: string): void {
    const said = faults.falseAnswer(call)
    if (said !== undefined) keepSaid(attempt, said)
  }

  /** The attempt, if it was asked before. Throws CONFLICT where it was asked with another question. */
  function askedBefore(attempt: string, asked: string): Charge | undefined {
    const before = current(attempt)
    if (before && before.asked !== asked) throw idempotencyConflict()
    return before
  }

  return {
    /** Makes a payment code that is good once, in two forms: EMVCo's consumer-presented code and digits. */
    mint(holder: string, walletId: string, forMs: number): { text: string; digits: string } {
      const wallet = walletById(walletId)
      const [prefix] = wallet.prefixes
      const token = prefix + [...random.bytes(TOKEN_DIGITS - prefix.length)].map((byte) => String(byte % 10)).join('')
      const text = encodeWallet(token)
      books.inTransaction(() => {
        forgetCodes(clock.now() - CODES_KEPT_MS)
        keepCode(token, text, holder, wallet.id, clock.now() + forMs)
      })
      return { text, digits: token }
    },

    /** Charges the holder of a scanned code. */
    charge(
      station: string,
      {
        attempt,
        code,
        amountAvos,
        deadlineMs,
      }: { attempt: string; code: string; amountAvos: number; deadlineMs: number },
    ) {
      return books.inTransaction(() => {
        const now = clock.now()
        const asked = JSON.stringify(['scan', code, amountAvos])
        const before = askedBefore(attempt, asked)
        if (before) return answerOf(before)
        if (ownership.isUndone(station, attempt))
          return { state: 'declined' as const, reason: 'reversed-before' as const }
        const found = codeOf(code, code)
        const base = {
          attempt,
          station,
          asked,
          avos: amountAvos,
          deadline: now + deadlineMs,
          ...(found ? { wallet: found.wallet, holder: found.holder } : {}),
        }
        const injected = declineReason.safeParse(faults.refusal('chargeWallet'))
        const reason: Reason | undefined = injected.success
          ? injected.data
          : !found
            ? 'code-unknown'
            : found.attempt !== null
              ? 'code-used'
              : found.expires_at < now
                ? 'code-expired'
                : amountAvos <= 0
                  ? 'declined'
                  : declineOf(found.wallet, found.holder, amountAvos)
        // The first attempt uses a code up, whatever its outcome.
        if (found?.attempt === null) useCode(attempt, found.token)
        if (reason !== undefined) record({ ...base, state: 'declined', reason })
        else if (faults.asksHolder('chargeWallet')) record({ ...base, state: 'pending' })
        else record({ ...base, state: 'approved', reference: newReference() })
        noteFalseAnswer('chargeWallet', attempt)
        const made = chargeOf(attempt)
        return made ? answerOf(made) : { state: 'none' as const }
      })
    },

    /** Makes a code for the customer's phone to scan; the phone page or the training's control decides on it. */
    show(
      station: string,
      { attempt, amountAvos, deadlineMs }: { attempt: string; amountAvos: number; deadlineMs: number },
    ) {
      return books.inTransaction(() => {
        const now = clock.now()
        const asked = JSON.stringify(['show', amountAvos])
        const before = askedBefore(attempt, asked)
        if (!before && ownership.isUndone(station, attempt))
          return { ok: false as const, reason: 'reversed-before' as const }
        if (before)
          return before.text === null
            ? { ok: false as const, reason: before.reason ?? 'declined' }
            : { ok: true as const, text: before.text, expiresAt: before.deadline }
        const injected = declineReason.safeParse(faults.refusal('showWallet'))
        const reason: Reason | undefined = injected.success
          ? injected.data
          : WALLETS.every(({ id }) => isAsleep(id))
            ? 'maintenance'
            : amountAvos <= 0
              ? 'declined'
              : undefined
        const deadline = now + Math.min(deadlineMs, SHOWN_FOR_MS)
        const base = { attempt, station, asked, avos: amountAvos, deadline }
        if (reason !== undefined) {
          record({ ...base, state: 'declined', reason })
          return { ok: false as const, reason }
        }
        const text = encodeWalletRequest({ attempt, amountAvos })
        const { walletShow, afterMs } = autoNow()
        record({
          ...base,
          state: 'pending',
          text,
          ...(walletShow === 'wait' ? {} : { holder: ENDLESS_HOLDER, decide_at: now + afterMs, decision: walletShow }),
        })
        noteFalseAnswer('showWallet', attempt)
        return { ok: true as const, text, expiresAt: deadline }
      })
    },

    /** What became of an attempt; `none` where it never came. */
    status(station: string, attempt: string) {
      return books.inTransaction(() => {
        const charge = current(attempt)
        if (charge) return answerOf(charge)
        return ownership.isUndone(station, attempt) ? { state: 'reversed' as const } : { state: 'none' as const }
      })
    },

    /**
     * Gives back all that is left, or a part under its own key. An attempt that hasn't arrived is remembered as
     * reversed by this station.
     */
    reverse(
      station: string,
      { attempt, part }: { attempt: string; part?: { key: string; amountAvos: number } | undefined },
    ): { state: 'reversed' | 'refused' } {
      return books.inTransaction(() => {
        const charge = current(attempt)
        const before = part && reversalOf(attempt, part.key)
        if (before && before.avos !== part.amountAvos) throw idempotencyConflict()
        if (before || (!part && (charge?.state === 'reversed' || ownership.isUndone(station, attempt))))
          return { state: 'reversed' }
        const asked = part ? `${attempt} ${part.key}` : attempt
        if (ownership.isKept(station, asked) || faults.refusal('reverseWallet') !== undefined) {
          ownership.keep(station, asked)
          return { state: 'refused' }
        }
        if (!charge) {
          ownership.undo(station, attempt)
          return { state: 'reversed' }
        }
        if (part) {
          // After a full reversal no part is left to give back.
          if (charge.state === 'reversed') throw idempotencyConflict()
          keepReversal(attempt, part.key, part.amountAvos)
        }
        if (charge.state === 'pending') giveBack(0, 'reversed', attempt)
        if (charge.state !== 'approved') return { state: 'reversed' }
        const reversed = charge.reversed + (part?.amountAvos ?? charge.avos - charge.reversed)
        if (reversed > charge.avos) throw idempotencyConflict()
        giveBack(reversed, reversed === charge.avos ? 'reversed' : 'approved', attempt)
        return { state: 'reversed' }
      })
    },

    /**
     * The requests that wait for this holder's decision: charges of their own code, and every code that a station shows
     * now.
     */
    waitingFor: (holder: string): WalletRequest[] =>
      books.inTransaction(() =>
        pending()
          .flatMap(({ attempt }) => requestOf(attempt, holder) ?? [])
          .filter(({ state }) => state === 'pending'),
      ),
    /**
     * A request as it is now, found by its attempt or by the text of a shown code; undefined where this holder has no
     * such request.
     */
    request: (by: RequestKey, holder: string): WalletRequest | undefined =>
      books.inTransaction(() => requestOf(attemptOf(by), holder)),
    /** Decides every attempt whose time has come. */
    settle: () => {
      books.inTransaction(() => {
        for (const { attempt } of pending()) current(attempt)
      })
    },
    /**
     * Records the holder's decision once; a request that is decided or over stays as it is. Undefined as for `request`.
     */
    decide(by: RequestKey, holder: string, walletId: string, yes: boolean): WalletRequest | undefined {
      return books.inTransaction(() => {
        const attempt = attemptOf(by)
        const request = requestOf(attempt, holder)
        const charge = request && current(attempt)
        if (charge?.state !== 'pending') return request
        if (yes) approve(charge, charge.text === null ? charge.wallet : walletId, holder)
        else decide('cancelled', null, null, charge.wallet, charge.holder, attempt)
        return requestOf(attempt, holder)
      })
    },
    /** A holder's balance, and the most that they may pay at once, in avos. */
    purseOf(holder: string): { balanceAvos: number; limitAvos: number } {
      const { balanceAvos, limitAvos } = holderOf(holder)
      return { balanceAvos: balanceAvos - (spentBy(holder, books.generation())?.avos ?? 0), limitAvos }
    },
    autoNow,
    /** Keeps how codes on stations' screens are decided from now on, `afterMs` milliseconds after they are shown. */
    keepAuto: (order: { walletShow: 'approve' | 'decline' | 'wait'; afterMs: number }) =>
      books.keepSetting(AUTO, JSON.stringify(order)),
    /** Announces a wallet's maintenance from now on, in its `window` or all day, or ends it. */
    sleep(walletId: string, on: boolean, window?: MaintenanceWindow) {
      books.keepSetting(
        MAINTENANCE,
        JSON.stringify({ ...windows(), [walletId]: on ? (window ? [window] : ALL_DAY) : [] }),
      )
    },
    maintenanceOf,
    isAsleep,
  }
}
