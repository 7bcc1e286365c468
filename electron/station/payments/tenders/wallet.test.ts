import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { describeTender, type TenderUnderTest } from '../../../../hardware/payment-terminal/terminal.conformance.ts'
import type { DeclineReason, ShownCode, Tender } from '../../../../hardware/payment-terminal/port.ts'
import type { Clock } from '../../../../hardware/ports.ts'
import { refuse, type Outcome } from '../../../contract/index.ts'
import type { Gateway } from '../../../gateway/port.ts'
import { openBooks } from '../../../sandbox/agencies/books.ts'
import { createUnreachableMoney } from '../../../sandbox/trust/trust.fixture.ts'
import { openMoney } from '../../../sandbox/serving/money-api.ts'
import { ENDLESS_HOLDER } from '../../../sandbox/wallets/wallets.ts'
import { systemRandom } from '../../../start/system.ts'
import { parseMerchantPresented } from '../../codes/emvco.ts'
import { createWalletTenders } from './wallet.ts'

const STATION = 'T-1'
/** How much faster than real time the clock runs, since a wallet is asked every second. */
const TIMES = 20
const HOUR = 3_600_000

const fast: Clock = {
  now: () => 1_772_323_200_000 + Math.floor(performance.now() * TIMES),
  monotonic: () => performance.now() * TIMES,
  after(ms, then) {
    const timer = setTimeout(then, ms / TIMES)
    return () => clearTimeout(timer)
  },
}

/** The sandbox's wallets with books of their own, and a gateway to them that loses the calls it is told to. */
function openWallets() {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-wallets-'))
  const books = openBooks(folder)
  const money = openMoney({ books, bindings: { byId: () => undefined }, clock: fast, random: systemRandom })
  const lost = new Map<string, boolean>()
  let isMute = false
  let isKeeping = false
  let customer: 'approve' | 'cancel' | 'wait' | 'take-and-decline' | 'take-and-cancel' | { decline: DeclineReason } =
    'approve'

  function over<Question, Answer>(kind: 'pay' | 'status' | 'reverse', work: (question: Question) => Answer) {
    return (question: Question): Promise<Outcome<{ answer: Answer }>> => {
      const isLost = lost.has(kind)
      if (isLost && lost.get(kind) === false) return Promise.resolve(refuse('gateway-unreachable'))
      try {
        const answer = work(question)
        if (kind === 'pay' && isMute) return new Promise(() => undefined)
        return Promise.resolve(isLost ? refuse('gateway-unreachable') : { ok: true, answer })
      } catch {
        return Promise.resolve(refuse('gateway-refused', { reason: 'status', status: 409 }))
      }
    }
  }

  function customerDoes(call: 'chargeWallet' | 'showWallet'): void {
    money.faults.clear()
    if (typeof customer === 'object') money.faults.add({ call, act: 'refuse', reason: customer.decline })
    else if (customer === 'take-and-decline' || customer === 'take-and-cancel') {
      money.faults.add({ call, act: customer })
      money.wallets.keepAuto({ walletShow: 'approve', afterMs: 0 })
    } else if (call === 'chargeWallet' && customer !== 'approve') money.faults.add({ call, act: 'ask-holder' })
    else money.wallets.keepAuto({ walletShow: customer === 'cancel' ? 'decline' : customer, afterMs: 0 })
  }

  const gateway: Pick<Gateway, 'money' | 'line'> = {
    line: () => ({ state: 'up', since: 0 }),
    money: {
      ...createUnreachableMoney(),
      chargeWallet: over('pay', (question) => {
        const isNew = money.wallets.status(STATION, question.attempt).state === 'none'
        customerDoes('chargeWallet')
        const answer = money.wallets.charge(STATION, question)
        if (!isNew || customer !== 'cancel') return answer
        money.wallets.decide({ attempt: question.attempt }, ENDLESS_HOLDER, 'govpay', false)
        return money.wallets.status(STATION, question.attempt)
      }),
      showWallet: over('pay', (question) => {
        customerDoes('showWallet')
        return money.wallets.show(STATION, question)
      }),
      walletStatus: over('status', ({ attempt }) => money.wallets.status(STATION, attempt)),
      reverseWallet: over('reverse', (question) => {
        if (isKeeping) return { state: 'refused' as const }
        money.wallets.reverse(STATION, question)
        return { state: 'reversed' as const }
      }),
    },
  }
  const tenders = new Map(createWalletTenders({ gateway, clock: fast }))
  return {
    money,
    lost,
    tender(kind: 'wallet-scan' | 'wallet-show'): Tender {
      const tender = tenders.get(kind)
      if (!tender) throw new Error(kind)
      return tender
    },
    mute: () => void (isMute = true),
    keep: () => void (isKeeping = true),
    customer: (does: typeof customer) => void (customer = does),
    close() {
      books.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * A tender on fresh books. `codeOf` answers the code that the customer's wallet shows for an attempt, where it is
 * scanned.
 */
function underTest(kind: 'wallet-scan' | 'wallet-show', form?: 'text' | 'digits'): () => Promise<TenderUnderTest> {
  return () => {
    const wallets = openWallets()
    const codes = new Map<string, string>()
    const codeOf = (attempt: string, as: 'text' | 'digits') => {
      const code = codes.get(attempt) ?? wallets.money.wallets.mint(ENDLESS_HOLDER, 'govpay', HOUR)[as]
      codes.set(attempt, code)
      return code
    }
    const tender = wallets.tender(kind)
    return Promise.resolve({
      tender: {
        ...tender,
        ask: (request, options) =>
          tender.ask(
            form === undefined ? request : { ...request, customerCode: codeOf(request.attempt, form) },
            options,
          ),
      },
      customer(does) {
        wallets.customer(does)
        return Promise.resolve()
      },
      decide(attempt, answer) {
        if (answer === 'decline') declineAt(wallets, attempt)
        else wallets.money.wallets.decide({ attempt }, ENDLESS_HOLDER, 'govpay', answer === 'approve')
        return Promise.resolve()
      },
      lose(call, done) {
        wallets.lost.set(call, done)
        return Promise.resolve()
      },
      odd(says) {
        wallets.customer(says === 'declined' ? 'take-and-decline' : 'take-and-cancel')
        return Promise.resolve()
      },
      refuse() {
        wallets.keep()
        return Promise.resolve()
      },
      mute() {
        wallets.mute()
        return Promise.resolve()
      },
      clearFaults() {
        wallets.lost.clear()
        return Promise.resolve()
      },
      books: () =>
        Promise.resolve(
          wallets.money.keeping.all().wallets.map(({ attempt, amountAvos, state, reversedAvos }) => ({
            attempt,
            takenAvos: state === 'approved' || reversedAvos > 0 ? amountAvos : 0,
            givenBackAvos: reversedAvos,
          })),
        ),
      close() {
        wallets.close()
        return Promise.resolve()
      },
    })
  }
}

/** Declines an attempt: the holder approves, but their wallet is in maintenance. */
function declineAt({ money }: ReturnType<typeof openWallets>, attempt: string): void {
  money.wallets.sleep('govpay', true)
  money.wallets.decide({ attempt }, ENDLESS_HOLDER, 'govpay', true)
  money.wallets.sleep('govpay', false)
}

describeTender("a wallet by its customer's EMVCo code", underTest('wallet-scan', 'text'))
describeTender("a wallet by its customer's digits", underTest('wallet-scan', 'digits'))
describeTender("a wallet by the station's code", underTest('wallet-show'))

describe('a wallet', () => {
  let wallets: ReturnType<typeof openWallets> | undefined
  afterEach(() => {
    wallets?.close()
    wallets = undefined
  })
  const open = () => (wallets = openWallets())
  const attempt = '019ab000-0000-7000-8000-000000000001/1'
  const { signal } = new AbortController()

  it('shows a merchant-presented code of this amount for as long as it is valid', async () => {
    const { tender, customer, money } = open()
    customer('wait')
    const shown: ShownCode[] = []
    const answer = tender('wallet-show').ask(
      { attempt, amountAvos: 85_050, deadlineMs: 60_000 },
      { signal, show: (code) => void shown.push(code) },
    )
    await expect.poll(() => shown.length).toBe(1)
    const parsed = parseMerchantPresented(shown[0]?.text ?? '')
    expect(parsed).toMatchObject({ ok: true })
    expect(parsed.ok && parsed.value).toContainEqual({ tag: '54', value: '850.50' })
    expect(shown[0]?.expiresAt).toBeGreaterThan(fast.now())
    money.wallets.decide({ attempt }, ENDLESS_HOLDER, 'mpay', true)
    expect(await answer).toMatchObject({ state: 'approved', approvedAvos: 85_050, provider: 'MPay (TRAINING)' })
  })

  it('asks again for a code whose answer was lost, and shows the same one', async () => {
    const { tender, lost } = open()
    lost.set('pay', true)
    const shown: ShownCode[] = []
    const answer = tender('wallet-show').ask(
      { attempt, amountAvos: 5_000, deadlineMs: 60_000 },
      { signal, show: (code) => void shown.push(code) },
    )
    lost.clear()
    expect(await answer).toMatchObject({ state: 'approved' })
    expect(shown).toHaveLength(1)
  })

  it.each<[DeclineReason, number, 'govpay' | 'mpay', string]>([
    ['limit', 2_000_001, 'mpay', ENDLESS_HOLDER],
    ['limit', 100_001, 'govpay', 'elderly'],
    ['insufficient-funds', 50_000, 'mpay', 'rare-name'],
  ])('declines with %s an amount of %i avos', async (reason, amountAvos, wallet, holder) => {
    const { tender, money } = open()
    const customerCode = money.wallets.mint(holder, wallet, HOUR).text
    expect(
      await tender('wallet-scan').ask({ attempt, amountAvos, deadlineMs: 60_000, customerCode }, { signal }),
    ).toEqual({ state: 'declined', reason })
  })

  it('under maintenance says so, by either way to pay', async () => {
    const { tender, money } = open()
    for (const wallet of ['govpay', 'mpay']) money.wallets.sleep(wallet, true)
    const customerCode = money.wallets.mint(ENDLESS_HOLDER, 'mpay', HOUR).text
    const asked = { attempt, amountAvos: 5_000, deadlineMs: 60_000 }
    expect(await tender('wallet-scan').ask({ ...asked, customerCode }, { signal })).toEqual({
      state: 'declined',
      reason: 'maintenance',
    })
    expect(await tender('wallet-show').ask({ ...asked, attempt: attempt.replace('/1', '/2') }, { signal })).toEqual({
      state: 'declined',
      reason: 'maintenance',
    })
  })

  it.each<[DeclineReason, (money: ReturnType<typeof openWallets>['money']) => string]>([
    ['code-unknown', () => '990010000000000000'],
    ['code-unknown', () => ''],
    ['code-expired', (money) => money.wallets.mint(ENDLESS_HOLDER, 'govpay', -1).text],
    [
      'code-used',
      (money) => {
        const { text, digits } = money.wallets.mint(ENDLESS_HOLDER, 'govpay', HOUR)
        money.wallets.charge(STATION, {
          attempt: '019ab000-0000-7000-8000-000000000009/1',
          code: digits,
          amountAvos: 1,
          deadlineMs: 60_000,
        })
        return text
      },
    ],
  ])('declines with %s a bad code in either of its two forms', async (reason, codeOf) => {
    const { tender, money } = open()
    expect(
      await tender('wallet-scan').ask(
        { attempt, amountAvos: 5_000, deadlineMs: 60_000, customerCode: codeOf(money) },
        { signal },
      ),
    ).toEqual({ state: 'declined', reason })
  })
})
