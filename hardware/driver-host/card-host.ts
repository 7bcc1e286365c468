import { defined } from '../../electron/common/defined.ts'
import { createDrivenReader, type DrivenReader } from '../card-reader/driver.ts'
import type { Pcsc, PcscFault } from '../card-reader/pcsc.ts'
import { readerModel, superviseReaders, type ReaderSupervisor } from '../card-reader/supervise.ts'
import type { TemplateSource } from '../fingerprint/template.ts'
import type { Clock, DeviceHealth } from '../ports.ts'
import type { CardNews, CardOrder, CardQuestion, HostedAnswer } from './card-messages.ts'

/** The drivers of this machine's card readers, in whatever process they run. */
export interface CardHost {
  take(order: CardOrder): Promise<void>
  close(): Promise<void>
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

async function answerOf(reader: DrivenReader, insertion: number, ask: CardQuestion): Promise<HostedAnswer> {
  switch (ask.what) {
    case 'read': {
      const answer = await reader.read(insertion, ask.group)
      return answer.ok ? { ok: true, bytes: base64(answer.bytes) } : answer
    }
    case 'sign': {
      const answer = await reader.sign(insertion, Uint8Array.from(Buffer.from(ask.nonce, 'base64')))
      return answer.ok ? { ok: true, signature: base64(answer.signature) } : answer
    }
    case 'match':
      return reader.matchFinger(insertion)
  }
}

/**
 * Makes the host of the card readers; `say` hears what they tell. `open` loads PC/SC, which the first order to watch asks
 * for. `sensor` is the fingerprint sensor beside the readers.
 */
export function createCardHost(deps: {
  open(): Promise<{ ok: true; pcsc: Pcsc } | { ok: false; fault: PcscFault }>
  sensor?: TemplateSource
  clock: Clock
  say(news: CardNews): void
}): CardHost {
  const { clock, say, sensor } = deps
  const readers = new Map<string, DrivenReader>()
  let supervisor: Promise<ReaderSupervisor | undefined> | undefined
  let wanted: readonly string[] | null = null

  const sayHealth = ({ id, state, since, error }: DeviceHealth) =>
    say({ news: 'health', id, state, since, ...defined({ error }) })

  async function start(): Promise<ReaderSupervisor | undefined> {
    const opened = await deps.open()
    if (!opened.ok) {
      say({ news: 'fault', fault: opened.fault })
      return undefined
    }
    return superviseReaders({
      pcsc: opened.pcsc,
      clock,
      isUsed: (name) => wanted === null || wanted.includes(readerModel(name)),
      onService: (code) => say({ news: 'fault', fault: code === undefined ? null : { code } }),
      onFound({ key, name }) {
        const id = `card-reader-${key}`
        const { reader, listener } = createDrivenReader({ id, name, isVirtual: false, clock, ...defined({ sensor }) })
        readers.set(id, reader)
        say({ news: 'found', id, name: readerModel(key) })
        sayHealth(reader.health())
        reader.onHealth(sayHealth)
        reader.onSlot((slot) => say({ news: 'slot', id, slot }))
        return listener
      },
    })
  }

  return {
    async take(order) {
      if (order.order === 'watch') {
        wanted = order.use
        const isNew = supervisor === undefined
        supervisor ??= start()
        const started = await supervisor
        if (!isNew) started?.review()
        return
      }
      if (order.order === 'check') {
        const error = await (readers.get(order.id)?.check() ?? Promise.resolve('unplugged'))
        say({ news: 'checked', n: order.n, ...defined({ error }) })
        return
      }
      const { n, id, insertion, ask } = order
      const reader = readers.get(id)
      const answer: HostedAnswer = reader ? await answerOf(reader, insertion, ask) : { ok: false, code: 'removed' }
      say({ news: 'answer', n, answer })
    },
    async close() {
      const started = await supervisor
      started?.close()
      await Promise.all([...readers.values()].map((reader) => reader.close()))
    },
  }
}
