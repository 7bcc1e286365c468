import type { Clock } from '../../hardware/ports.ts'
import { createListeners } from '../common/listeners.ts'
import { refuse } from '../contract/index.ts'
import type { Gateway, LineState } from '../gateway/port.ts'
import type { Trust } from '../station/trust/index.ts'

/**
 * A gateway that exists before its address and the station's token are known: until `connect` every call is refused
 * with `gateway-unreachable`.
 */
export interface DeferredGateway extends Gateway {
  connect(gateway: Gateway): void
  /** Sets the line's state while no gateway is connected. */
  setLine(state: LineState['state']): void
}

/**
 * Makes a gateway that isn't connected. What `carryHead` and `verifyTimesWith` set before `connect` is passed on then.
 */
export function createDeferredGateway(clock: Clock): DeferredGateway {
  const listeners = createListeners<[LineState]>()
  let inner: Gateway | undefined
  let stop: () => void = () => undefined
  let line: LineState = { state: 'starting', since: clock.now() }
  const unreachable = () => Promise.resolve(refuse('gateway-unreachable'))
  let head: Parameters<Gateway['carryHead']> | undefined
  let time: Parameters<Gateway['verifyTimesWith']> | undefined
  const become = (next: LineState) => {
    if (next.state === line.state) return
    line = next
    listeners.tell(line)
  }

  return {
    checkPresentation: (question) => inner?.checkPresentation(question) ?? unreachable(),
    trustBundle: (have) => inner?.trustBundle(have) ?? unreachable(),
    trustSuccessions: () => inner?.trustSuccessions() ?? unreachable(),
    trustFile: (sha256) => inner?.trustFile(sha256) ?? unreachable(),
    publishKey: (key) => inner?.publishKey(key) ?? unreachable(),
    stationKeys: () => inner?.stationKeys() ?? unreachable(),
    money: {
      findBills: (question) => inner?.money.findBills(question) ?? unreachable(),
      quote: (question) => inner?.money.quote(question) ?? unreachable(),
      reserve: (question) => inner?.money.reserve(question) ?? unreachable(),
      release: (question) => inner?.money.release(question) ?? unreachable(),
      submitItem: (question) => inner?.money.submitItem(question) ?? unreachable(),
      reverseItem: (question) => inner?.money.reverseItem(question) ?? unreachable(),
      itemStates: (question) => inner?.money.itemStates(question) ?? unreachable(),
      sendMessage: (question) => inner?.money.sendMessage(question) ?? unreachable(),
      chargeWallet: (question) => inner?.money.chargeWallet(question) ?? unreachable(),
      showWallet: (question) => inner?.money.showWallet(question) ?? unreachable(),
      walletStatus: (question) => inner?.money.walletStatus(question) ?? unreachable(),
      reverseWallet: (question) => inner?.money.reverseWallet(question) ?? unreachable(),
    },
    identity: {
      checkCard: (question) => inner?.identity.checkCard(question) ?? unreachable(),
      checkGuardian: (question) => inner?.identity.checkGuardian(question) ?? unreachable(),
      findNumber: (question) => inner?.identity.findNumber(question) ?? unreachable(),
      findBindings: (question) => inner?.identity.findBindings(question) ?? unreachable(),
      findFreeze: (question) => inner?.identity.findFreeze(question) ?? unreachable(),
      findEntity: (question) => inner?.identity.findEntity(question) ?? unreachable(),
      findSecurityCode: (question) => inner?.identity.findSecurityCode(question) ?? unreachable(),
      performAct: (question) => inner?.identity.performAct(question) ?? unreachable(),
      settleAct: (question) => inner?.identity.settleAct(question) ?? unreachable(),
    },
    carryHead(...next) {
      head = next
      inner?.carryHead(...next)
    },
    headsNamed: () => inner?.headsNamed() ?? [],
    isHeadJudged: () => inner?.isHeadJudged() ?? false,
    isTokenRefused: () => inner?.isTokenRefused() ?? false,
    suspect: () => inner?.suspect(),
    verifyTimesWith(...next) {
      time = next
      inner?.verifyTimesWith(...next)
    },
    clockOffset: () => inner?.clockOffset(),
    line: () => line,
    onLine: (listener) => listeners.add(listener),
    connect(gateway) {
      stop()
      inner?.close()
      inner = gateway
      if (head) gateway.carryHead(...head)
      if (time) gateway.verifyTimesWith(...time)
      stop = gateway.onLine(become)
      // A client that has no answer yet doesn't replace the known state by `starting`.
      if (gateway.line().state !== 'starting') become(gateway.line())
    },
    setLine(state) {
      if (!inner) become({ state, since: clock.now() })
    },
    close() {
      stop()
      inner?.close()
      listeners.clear()
    },
  }
}

/** The trust of a station that may not be enrolled yet: until `open` it refuses with `trust-missing`. */
export interface DeferredTrust extends Trust {
  open(trust: Trust): void
}

/** Makes a trust that isn't opened. */
export function createDeferredTrust(): DeferredTrust {
  const listeners = createListeners<[]>()
  let inner: Trust | undefined
  let stop: () => void = () => undefined

  return {
    bundle: (now) => inner?.bundle(now) ?? refuse('trust-missing'),
    isRevoked: (bindingId) => inner?.isRevoked(bindingId) ?? false,
    status: () => inner?.status() ?? { state: 'missing' },
    readTime: (signed, nonce) => inner?.readTime(signed, nonce),
    refresh: () => inner?.refresh() ?? Promise.resolve(refuse('trust-missing')),
    onChange: (listener) => listeners.add(listener),
    open(trust) {
      stop()
      inner?.close()
      inner = trust
      stop = trust.onChange(listeners.tell)
      listeners.tell()
    },
    close() {
      stop()
      inner?.close()
      listeners.clear()
    },
  }
}
