import type { Clock } from '../ports.ts'
import type { PrintAnswer } from './port.ts'
import {
  ASK_SENSOR,
  ASK_STATUS,
  askProcess,
  CLEAR_BUFFERS,
  createStatusReader,
  factsOfStatus,
  STATUS_BYTES,
  troubleOf,
  type PrinterFacts,
  type PrinterSays,
} from './status.ts'
import type { PrinterLine } from './transport.ts'

/**
 * By what a printer confirms a paper. `sensor`: it answers GS r, which every ESC/POS printer has, once it has carried
 * out all that came before, the cut included. `process-id`: it repeats the paper's number (GS ( H) once it is printed,
 * for the models whose manual has that command: an answer can then belong to no other paper.
 */
export type Confirmation = 'sensor' | 'process-id'

const ANSWER_WITHIN_MS = 2_000
const SYNC_WITHIN_MS = 3_000
/** After the answer to the first question an answer to an earlier one would follow at once. */
const QUIET_MS = 200
const CLEARED_WITHIN_MS = 500
/** While a paper is printed the printer is asked so often. */
const WATCH_EACH_MS = 500
const PROCESS_IDS = 10_000

/** What is said on one line to a printer, from its opening to its end. */
export interface Dialogue {
  take(bytes: Uint8Array): void
  /** Sends bytes that nothing answers. */
  send(bytes: Uint8Array): Promise<boolean>
  /** Asks for the printer's facts; undefined where it says nothing in time. */
  ask(): Promise<PrinterFacts | undefined>
  /**
   * Whether the printer carries out what it is sent, and owes no answer to anything sent before. Until then an answer
   * may be one to an earlier paper.
   */
  sync(): Promise<boolean>
  isSynced(): boolean
  /** Whether bytes are still being sent, so that a question would wait behind them. */
  isPrinting(): boolean
  /** Prints a document's bytes, within `withinMs`. */
  print(bytes: Uint8Array, withinMs: number): Promise<PrintAnswer>
  /** Makes the printer forget what it hasn't printed; resolves when it says so, or soon. */
  clear(): Promise<void>
  /** The line is over: whoever waits for an answer gets none. */
  end(): void
}

/** Where the numbers of papers begin, so that those of an earlier start aren't the first again. */
const firstProcess = (clock: Clock): number => Math.floor(clock.now() / 100) % PROCESS_IDS

/** What `value` resolves to, where it does within `ms`. */
export const inTime = <T>(clock: Clock, ms: number, value: Promise<T>): Promise<T | undefined> =>
  new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(undefined))
    void value.then((given) => {
      cancel()
      resolve(given)
    })
  })

/** The questions for a printer's facts; it answers them in their order, each with four bytes that look alike. */
function createQuestions(line: PrinterLine, clock: Clock) {
  const asked: { bytes: number[]; answer(facts: PrinterFacts | undefined): void }[] = []
  return {
    /** Asks, and waits for ever where `withinMs` is undefined: until the line is over. */
    ask(withinMs?: number): Promise<PrinterFacts | undefined> {
      const { promise, resolve } = Promise.withResolvers<PrinterFacts | undefined>()
      asked.push({ bytes: [], answer: resolve })
      void line.write(ASK_STATUS)
      return withinMs === undefined ? promise : inTime(clock, withinMs, promise)
    },
    /** Takes one byte of an answer; `hear` has the facts before whoever asked. */
    take(byte: number, hear: (facts: PrinterFacts) => void): void {
      const [first] = asked
      if (!first) return
      first.bytes.push(byte)
      if (first.bytes.length < STATUS_BYTES) return
      asked.shift()
      const facts = factsOfStatus(first.bytes)
      hear(facts)
      first.answer(facts)
    },
    end(): void {
      for (const { answer } of asked.splice(0)) answer(undefined)
    },
  }
}

/** What a printer says once it has done everything before the question. */
interface Confirmed {
  /** What its sensor says, where it was asked. */
  isPaperOut: boolean
}

/** The questions that are answered once everything before them is done. */
function createConfirmations(line: PrinterLine, clock: Clock, confirmation: Confirmation) {
  const waiting: { id: string | undefined; came(answer: Confirmed | undefined): void }[] = []
  let process = firstProcess(clock)
  let isOver = false
  let startQuietAnew: (() => void) | undefined

  function next(): { request: Uint8Array; came: Promise<Confirmed | undefined> } {
    const { promise: came, resolve } = Promise.withResolvers<Confirmed | undefined>()
    process = (process + 1) % PROCESS_IDS
    const id = confirmation === 'process-id' ? String(process).padStart(4, '0') : undefined
    waiting.push({ id, came: resolve })
    return { request: id === undefined ? ASK_SENSOR : askProcess(id), came }
  }

  /** Waits until no answer that nobody asked for has come for `QUIET_MS`. */
  const quiet = (): Promise<void> =>
    new Promise((resolve) => {
      const begin = () => clock.after(QUIET_MS, resolve)
      let cancel = begin()
      startQuietAnew = () => {
        cancel()
        cancel = begin()
      }
    })

  return {
    next,
    take(says: Extract<PrinterSays, { say: 'sensor' | 'process' }>): void {
      if ((says.say === 'sensor') !== (confirmation === 'sensor')) return
      const id = says.say === 'process' ? says.id : undefined
      const at = waiting.findIndex((each) => each.id === id)
      const [found] = at < 0 ? [] : waiting.splice(at, 1)
      if (found) found.came({ isPaperOut: says.say === 'sensor' && says.isPaperOut })
      else startQuietAnew?.()
    },
    async sync(): Promise<boolean> {
      const { request, came } = next()
      void line.write(request)
      if ((await inTime(clock, SYNC_WITHIN_MS, came)) === undefined) return false
      if (confirmation === 'sensor') await quiet()
      startQuietAnew = undefined
      return !isOver
    },
    end(): void {
      isOver = true
      for (const { came } of waiting.splice(0)) came(undefined)
    },
  }
}

/** Begins the dialogue on an open line. `onFacts` hears whatever the printer says of itself, `onGarbage` anything else. */
export function createDialogue(deps: {
  line: PrinterLine
  clock: Clock
  confirmation: Confirmation
  onFacts(facts: PrinterFacts): void
  onGarbage(): void
}): Dialogue {
  const { line, clock, confirmation } = deps
  const reader = createStatusReader()
  const questions = createQuestions(line, clock)
  const confirmations = createConfirmations(line, clock, confirmation)
  let hasSynced = false
  let isOver = false
  let endClear: (() => void) | undefined
  let endPrint: ((answer: PrintAnswer) => void) | undefined

  function hear(facts: PrinterFacts): void {
    deps.onFacts(facts)
    const trouble = troubleOf(facts)
    // A printer is offline for a moment whenever somebody feeds paper; a paper that doesn't come then ends by its deadline.
    if (trouble !== undefined && trouble !== 'offline') endPrint?.({ result: 'trouble', trouble })
  }

  function takeOne(says: PrinterSays): void {
    switch (says.say) {
      case 'real-time':
        questions.take(says.byte, hear)
        return
      case 'changed':
        hear(says.facts)
        return
      case 'sensor':
      case 'process':
        confirmations.take(says)
        return
      case 'cleared':
        endClear?.()
        return
      case 'garbage':
        deps.onGarbage()
    }
  }

  /** Asks again and again while a paper is printed, since not every printer tells its changes by itself. */
  async function watch(isOn: () => boolean): Promise<void> {
    while (isOn()) {
      if ((await questions.ask()) === undefined) return
      await new Promise<void>((resolve) => {
        clock.after(WATCH_EACH_MS, resolve)
      })
    }
  }

  async function check({ isPaperOut }: Confirmed): Promise<PrintAnswer> {
    if (isPaperOut) return { result: 'trouble', trouble: 'paper-out' }
    const facts = await questions.ask(ANSWER_WITHIN_MS)
    if (!facts) return { result: 'not-known' }
    const trouble = troubleOf(facts)
    return trouble === undefined || trouble === 'offline' ? { result: 'printed' } : { result: 'trouble', trouble }
  }

  return {
    take(bytes) {
      for (const says of reader.take(bytes)) if (!isOver) takeOne(says)
    },
    send: (bytes) => line.write(bytes),
    ask: () => (isOver ? Promise.resolve(undefined) : questions.ask(ANSWER_WITHIN_MS)),
    async sync() {
      hasSynced = await confirmations.sync()
      return hasSynced
    },
    isSynced: () => hasSynced,
    isPrinting: () => endPrint !== undefined,
    print: (bytes, withinMs) =>
      new Promise((resolve) => {
        const end = (answer: PrintAnswer) => {
          cancel()
          if (endPrint === end) endPrint = undefined
          resolve(answer)
        }
        const cancel = clock.after(withinMs, () => end({ result: 'not-known' }))
        endPrint = end
        const { request, came } = confirmations.next()
        void line.write(Buffer.concat([bytes, request])).then((isTaken) => {
          if (isTaken) void watch(() => endPrint === end)
          else end({ result: 'not-known' })
        })
        void came.then(async (answer) => {
          if (endPrint === end) end(answer ? await check(answer) : { result: 'not-known' })
        })
      }),
    clear: () =>
      new Promise((resolve) => {
        const cancel = clock.after(CLEARED_WITHIN_MS, resolve)
        endClear = () => {
          cancel()
          resolve()
        }
        void line.write(CLEAR_BUFFERS)
      }),
    end() {
      isOver = true
      endClear?.()
      questions.end()
      confirmations.end()
    },
  }
}
