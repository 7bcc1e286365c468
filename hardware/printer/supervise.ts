import { keepHealth } from '../health.ts'
import type { Clock, DeviceState } from '../ports.ts'
import { createDialogue, inTime, type Confirmation, type Dialogue } from './dialogue.ts'
import type { Printer, PrinterTrouble } from './port.ts'
import { TELL_CHANGES, troubleOf, type PrinterFacts } from './status.ts'
import type { LineFault, PrinterTransport } from './transport.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** How often a printer is asked that is well, and one that isn't. */
const LOOK_EACH_MS = 5_000
const LOOK_IN_TROUBLE_EACH_MS = 1_000
/** How long somebody who wants paper waits for a line that is being opened. */
const LINE_WITHIN_MS = 1_500

/** Why there is no line: the system's reason, `silent` where the printer said nothing, `garbage` where no answer was one. */
type LostFor = LineFault | 'silent' | 'garbage'
/** The reasons that say more to a technician than `offline`. */
const NAMED: ReadonlySet<LostFor> = new Set(['permission-denied', 'in-use', 'garbage'])

/** A printer that is watched over: its line is opened again whenever it is lost, until `close`. */
export interface SupervisedPrinter extends Pick<Printer, 'health' | 'onHealth' | 'status' | 'close'> {
  /** What is said on the line that is open; undefined where there is none. */
  dialogue(): Dialogue | undefined
  /** A paper came out, so the printer is looked at later. */
  isWell(): void
  /**
   * A paper didn't come out, or nobody knows: what the printer still has of it is cleared, and the line opened anew.
   * `trouble` is why, where the printer said it.
   */
  startAnew(trouble: PrinterTrouble | undefined): Promise<void>
  /** What fails on this side of the line, whatever the printer says; undefined: nothing does. */
  limit(error: string | undefined): void
}

/** Work that is under way counts for whoever asks for it meanwhile. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () =>
    (running ??= work().finally(() => {
      running = undefined
    }))
}

/** A line with what is said on it, once it is open. */
interface OpenLine {
  dialogue: Dialogue | undefined
  end(): void
}

/** Opens a line, and begins the dialogue on it when it is open. */
function openLine(deps: {
  transport: PrinterTransport
  clock: Clock
  confirmation: Confirmation
  onOpen(dialogue: Dialogue): void
  onFacts(facts: PrinterFacts): void
  onLost(why: LostFor): void
}): OpenLine {
  const line = deps.transport.open({
    onOpen() {
      const dialogue = createDialogue({ ...deps, line, onGarbage: () => deps.onLost('garbage') })
      opened.dialogue = dialogue
      deps.onOpen(dialogue)
    },
    onBytes: (bytes) => opened.dialogue?.take(bytes),
    onLost: deps.onLost,
  })
  const opened: OpenLine = {
    dialogue: undefined,
    end() {
      line.close()
      opened.dialogue?.end()
    },
  }
  return opened
}

/** The health that follows from what a printer says and from what fails here; undefined while nothing can be said. */
function shownBy(
  facts: PrinterFacts | undefined,
  isSynced: boolean,
  limited: string | undefined,
): { state: DeviceState; error: string | undefined } | undefined {
  const trouble = facts && troubleOf(facts)
  if (trouble !== undefined) return { state: trouble === 'offline' ? 'lost' : 'failed', error: trouble }
  if (!isSynced) return undefined
  if (limited !== undefined) return { state: 'failed', error: limited }
  return { state: 'ready', error: facts?.isPaperLow === true ? 'paper-low' : undefined }
}

/** Opens the line to a printer at once, and again 250 ms after it is lost, doubling to 10 s, or as soon as it is wanted. */
export function supervisePrinter(deps: {
  id: string
  clock: Clock
  transport: PrinterTransport
  confirmation: Confirmation
  virtual: boolean
}): SupervisedPrinter {
  const { id, clock, transport, confirmation, virtual } = deps
  const kept = keepHealth({ id, kind: 'printer', virtual, clock })
  let open: OpenLine | undefined
  let facts: PrinterFacts | undefined
  let opening = Promise.withResolvers<undefined>()
  let pause = FIRST_PAUSE_MS
  let owesRest = false
  let limited: string | undefined
  let isClosed = false
  let cancelNext = () => {}

  const isSynced = (): boolean => open?.dialogue?.isSynced() === true

  function showFacts(): void {
    const shown = shownBy(facts, isSynced(), limited)
    if (shown) kept.become(shown.state, shown.error)
  }

  /** Ends the line and opens it anew after a pause; `trouble` is why, where the printer said it. */
  function lose(why: LostFor, trouble?: PrinterTrouble): void {
    cancelNext()
    const ended = open
    open = undefined
    facts = undefined
    ended?.end()
    opening.resolve(undefined)
    if (isClosed) return
    if (trouble === undefined) kept.become('lost', NAMED.has(why) ? why : 'offline')
    else kept.become('failed', trouble)
    cancelNext = clock.after(pause, connect)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }

  function connect(): void {
    cancelNext()
    opening = Promise.withResolvers()
    open = openLine({
      transport,
      clock,
      confirmation,
      onOpen(dialogue) {
        // What a broken paper left behind must not come out before the next one.
        if (owesRest) void dialogue.clear()
        owesRest = false
        void dialogue.send(TELL_CHANGES)
        void look()
      },
      onFacts(told) {
        facts = told
        showFacts()
      },
      onLost: (why) => lose(why),
    })
  }

  /** Asks the printer how it is, and whether it can be relied on. */
  const look = oneAtATime(async () => {
    const asked = open?.dialogue
    if (!asked || asked.isPrinting()) return
    cancelNext()
    const told = await asked.ask()
    const isWell = told !== undefined && troubleOf(told) === undefined
    const isHeard = told !== undefined && (!isWell || asked.isSynced() || (await asked.sync()))
    // The line may have been lost, and opened anew, while the printer was asked.
    if (asked !== open?.dialogue) return
    if (!isHeard) {
      lose('silent')
      return
    }
    pause = FIRST_PAUSE_MS
    opening.resolve(undefined)
    showFacts()
    cancelNext = clock.after(isWell ? LOOK_EACH_MS : LOOK_IN_TROUBLE_EACH_MS, () => void look())
  })

  async function status(): ReturnType<Printer['status']> {
    if (!open && !isClosed) connect()
    await inTime(clock, LINE_WITHIN_MS, opening.promise)
    await look()
    const trouble = facts ? troubleOf(facts) : 'offline'
    if (facts && trouble === undefined && isSynced()) return { ready: true, paperLow: facts.isPaperLow }
    return { ready: false, trouble: trouble ?? 'offline' }
  }

  connect()
  return {
    health: kept.health,
    onHealth: kept.onHealth,
    status,
    dialogue: () => open?.dialogue,
    isWell() {
      cancelNext()
      cancelNext = clock.after(LOOK_EACH_MS, () => void look())
    },
    async startAnew(trouble) {
      owesRest = true
      pause = FIRST_PAUSE_MS
      await open?.dialogue?.clear()
      if (open) lose('connection-lost', trouble)
    },
    limit(error) {
      limited = error
      showFacts()
    },
    close() {
      isClosed = true
      lose('connection-lost')
      cancelNext()
      kept.end()
      return Promise.resolve()
    },
  }
}
