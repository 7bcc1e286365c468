import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { ORPCError } from '@orpc/server'
import { OpenAPIHandler } from '@orpc/openapi/fetch'
import { defined } from '../../common/defined.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { JOURNAL_HEAD, JOURNAL_HEAD_HEARD, journalHeadText } from '../../gateway/money-contract.ts'
import { identityRoutes } from '../identity/identity-api.ts'
import type { Register } from '../identity/register.ts'
import { rawPublicKey, signTime } from '../trust/bundle.ts'
import type { SandboxKeys } from '../trust/keys.ts'
import { callAt, createCallRules } from './call-rules.ts'
import type { Money } from './money-api.ts'
import type { EnrolledStation, Store } from './store.ts'
import type { TrustDesk } from '../trust/trust-desk.ts'

/** How long a presentation's cti is remembered: it lives 60 s, and clocks may differ by 15 s either way. */
const REMEMBERED_FOR = 90_000
const STATION_ID_BYTES = 6

/**
 * The calls for which a person waits. The head that they carry isn't kept, since that would be one more durable write.
 */
const WAITED_FOR: ReadonlySet<string> = new Set([
  'findBills',
  'quote',
  'reserve',
  'chargeWallet',
  'showWallet',
  'checkCard',
  'checkGuardian',
  'findNumber',
  'findBindings',
  'findFreeze',
  'findEntity',
  'findSecurityCode',
])

const sha256 = (bytes: Uint8Array | string) => new Uint8Array(createHash('sha256').update(bytes).digest())
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const headText = ({ seq, hash }: { seq: number; hash: Uint8Array }) => ({ seq, hash: base64(hash) })
const headFrom = (said: { seq: number; hash: string } | undefined) =>
  said && { seq: said.seq, hash: fromBase64(said.hash) }

/** Compares two texts in constant time. */
export function sameText(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other))
}

/**
 * Answers enrolled stations for the agencies, by the gateway's contract. Without a token every call but the enrolment
 * gets 401.
 */
export function createGatewayApi(deps: {
  store: Store
  keys: SandboxKeys
  desk: TrustDesk
  money: Money
  register: Register
  enrolmentCode: string
  clock: Clock
  random: Random
}) {
  const { store, keys, desk, money, register, clock, random } = deps
  const { open, enrolled, unsuspected } = createCallRules({ money, acts: register.acts })

  const router = {
    enrol: open.enrol.handler(({ input }) => {
      const publicKey = fromBase64(input.publicKey)
      if (publicKey.length !== 32) throw new ORPCError('BAD_REQUEST')
      const continued = money.continuations.stationOf(input.code, publicKey)
      if (continued === undefined && !sameText(input.code, deps.enrolmentCode)) throw new ORPCError('FORBIDDEN')
      // A station whose answer was lost repeats the call with the same key and stays the same station.
      const enrolledAs = store.stationByKey(publicKey)?.id
      // A key belongs to one station, so a code for another station doesn't take it over.
      if (continued !== undefined && enrolledAs !== undefined && enrolledAs !== continued)
        throw new ORPCError('FORBIDDEN')
      const id = continued ?? enrolledAs ?? `T-${Buffer.from(random.bytes(STATION_ID_BYTES)).toString('hex')}`
      // The token is computed from station and key, so that a repeated answer is the same and no token becomes void.
      const token = createHmac('sha256', keys.tokens).update(id).update(publicKey).digest('base64url')
      store.keepStation({ id, publicKey }, sha256(token))
      // The operator who issued the code vouches for the station's journal, even a restored one, but only this once.
      money.continuations.use(input.code, publicKey, (station) => {
        money.heads.continueWith(station)
      })
      return { stationId: id, token, root: base64(rawPublicKey(keys.root)) }
    }),
    heartbeat: enrolled.heartbeat.handler(({ input, context }) => {
      const known = input.known && {
        ...input.known,
        hash: input.known.hash === undefined ? undefined : fromBase64(input.known.hash),
      }
      const { before, earlier, why } = money.heads.hear(context.station.id, {
        head: headFrom(input.journal),
        known,
        told: headFrom(input.told),
      })
      const now = clock.now()
      const time =
        input.nonce === undefined
          ? {}
          : { time: base64(signTime(keys.time, { station: context.station.id, nonce: fromBase64(input.nonce), now })) }
      return {
        now,
        ...time,
        ...defined({ journal: before && headText(before), earlier: earlier && headText(earlier), suspect: why }),
      }
    }),
    publishKey: enrolled.publishKey.handler(({ input, context }) => {
      const publicKey = fromBase64(input.publicKey)
      const kid = fromBase64(input.kid)
      if (
        !sha256(publicKey)
          .subarray(0, kid.length)
          .every((byte, index) => byte === kid[index])
      )
        throw new ORPCError('BAD_REQUEST')
      money.keeping.keepKey(context.station.id, kid, publicKey)
      return { ok: true as const }
    }),
    stationKeys: enrolled.stationKeys.handler(({ context }) => ({
      keys: money.keeping
        .keysOf(context.station.id)
        .map(({ kid, publicKey, since }) => ({ kid: base64(kid), publicKey: base64(publicKey), since })),
    })),
    checkPresentation: enrolled.checkPresentation.handler(({ input, context }) => {
      const now = clock.now()
      const firstSeenBy = store.firstSeenBy(fromBase64(input.cti), context.station.id, now, now + REMEMBERED_FOR)
      if (register.bindings.byId(fromBase64(input.bindingId))?.state !== 'live') return { status: 'dead' as const }
      return { status: firstSeenBy === context.station.id ? ('live' as const) : ('seen-elsewhere' as const) }
    }),
    trustBundle: enrolled.trustBundle.handler(({ input, context }) => {
      const bundle = desk.bundleFor(context.station, input.have)
      return { bundle: bundle && base64(bundle) }
    }),
    trustSuccessions: enrolled.trustSuccessions.handler(() => ({ successions: desk.successions().map(base64) })),
    trustFile: enrolled.trustFile.handler(({ input }) => {
      const file = desk.file(new Uint8Array(Buffer.from(input.sha256, 'hex')))
      if (!file) throw new ORPCError('NOT_FOUND')
      return { file: base64(file) }
    }),
    findBills: enrolled.findBills.handler(({ input, context }) => money.findBills(context.station.id, input)),
    quote: unsuspected.quote.handler(({ input, context }) => money.quote(context.station.id, input.place, input.bills)),
    reserve: unsuspected.reserve.handler(({ input, context }) => money.reserve(context.station.id, input)),
    release: enrolled.release.handler(({ input, context }) => {
      money.release(context.station.id, input.transaction)
      return { ok: true as const }
    }),
    submitItem: enrolled.submitItem.handler(({ input, context }) => money.submit(context.station.id, input)),
    reverseItem: enrolled.reverseItem.handler(({ input, context }) => money.reverse(context.station.id, input.item)),
    itemStates: enrolled.itemStates.handler(({ input, context }) => ({
      items: money.itemStates(context.station.id, input),
    })),
    sendMessage: enrolled.sendMessage.handler(({ input }) => {
      money.keeping.keepMessage(input)
      return { ok: true as const }
    }),
    chargeWallet: enrolled.chargeWallet.handler(({ input, context }) =>
      money.wallets.charge(context.station.id, input),
    ),
    showWallet: enrolled.showWallet.handler(({ input, context }) => money.wallets.show(context.station.id, input)),
    walletStatus: enrolled.walletStatus.handler(({ input, context }) =>
      money.wallets.status(context.station.id, input.attempt),
    ),
    reverseWallet: enrolled.reverseWallet.handler(({ input, context }) =>
      money.wallets.reverse(context.station.id, input),
    ),
    ...identityRoutes(enrolled, { register, heads: money.heads }),
  }
  const handler = new OpenAPIHandler(router)

  /** The station with this bearer token; undefined where there is none. */
  function stationOf(authorization: string | null): EnrolledStation | undefined {
    const token = /^Bearer ([\w-]{16,128})$/.exec(authorization ?? '')?.[1]
    return token === undefined ? undefined : store.stationByToken(sha256(token))
  }

  /**
   * Hears the head that a call about money or identity carries; answers its number if it was kept, which it isn't while a person waits
   * for the call.
   */
  function hear(station: EnrolledStation | undefined, text: string | null, isWaitedFor: boolean): string | undefined {
    const [seq, hash] = journalHeadText.safeParse(text).data?.split(' ') ?? []
    if (!station || seq === undefined || hash === undefined) return undefined
    const { before, why } = money.heads.hear(station.id, {
      head: { seq: Number(seq), hash: fromBase64(hash) },
      isKept: !isWaitedFor,
    })
    return !isWaitedFor && why === undefined && (before?.seq ?? 0) <= Number(seq) ? seq : undefined
  }

  return {
    async answer(request: Request): Promise<Response> {
      const station = stationOf(request.headers.get('authorization'))
      const call = callAt(new URL(request.url).pathname)
      const work = async () => {
        const heard = hear(station, request.headers.get(JOURNAL_HEAD), call !== undefined && WAITED_FOR.has(call))
        const { matched, response } = await handler.handle(request, { context: { station } })
        if (matched && heard !== undefined) response.headers.set(JOURNAL_HEAD_HEARD, heard)
        return matched ? response : Response.json({ code: 'NOT_FOUND' }, { status: 404 })
      }
      return call === undefined ? work() : money.faults.withFault(call, work)
    },
  }
}
