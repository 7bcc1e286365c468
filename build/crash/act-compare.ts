import type { Register } from './world.ts'

/** How an act ended, as an entry of the journal says. Instants in milliseconds since 1970. */
interface Ending {
  state: 'done' | 'refused' | 'ended'
  why: string | undefined
  at: number | undefined
  endsAt: number | undefined
}

/** An act as the journal tells it. `of`: the act whose freeze it ends; `endings`: more than one is a fault. */
export interface JournalAct {
  act: string
  kind: string
  of?: string | undefined
  /** Whether the journal says that the gateway was asked to do it. */
  isAsked: boolean
  endings: readonly Ending[]
}

/** What the people at the windows know of an act. `chosen`: how many bindings they chose to freeze. */
export interface KnownAct {
  state?: string
  chosen?: number
}

type Loss = 'left-open' | 'done-and-not-recorded' | 'recorded-and-not-done' | 'answers-differ' | 'told-otherwise'
type Half = 'change-without-act' | 'other-changes' | 'impossible-history'
type Doubling = 'ended-twice' | 'asked-twice' | 'two-bindings'

/** One disagreement about an act, or about a binding, where `subject` is its id or its holder's. */
export type ActFinding = { subject: string } & (
  { what: 'lost'; why: Loss } | { what: 'half'; why: Half } | { what: 'doubled'; why: Doubling }
)

export interface ActComparison {
  /** How many acts were done. */
  done: number
  findings: readonly ActFinding[]
}

type Binding = Register['bindings'][number]
type Change = Binding['history'][number] & { binding: Binding; before: Binding['history'][number] | undefined }

const isOfOne = (all: readonly Change[]) => new Set(all.map(({ binding }) => binding.resident)).size === 1

/** What a binding may become. */
const NEXT: Readonly<Record<string, readonly string[]>> = { live: ['frozen', 'ended'], frozen: ['live', 'ended'] }

/**
 * Compares the journal with the register once everything has settled, act by act: what the register did is `done` in
 * the journal, with the same times, and every other act is `refused` or `ended`; each act changed exactly the bindings
 * that it says, and nobody has two. `known`: what the people were told, by the act's id.
 */
export function compareActs({
  journal,
  register,
  known,
}: {
  journal: readonly JournalAct[]
  register: Register
  known: ReadonlyMap<string, KnownAct>
}): ActComparison {
  const findings: ActFinding[] = []
  const lost = (why: Loss, subject: string) => findings.push({ what: 'lost', why, subject })
  const half = (why: Half, subject: string) => findings.push({ what: 'half', why, subject })
  const doubled = (why: Doubling, subject: string) => findings.push({ what: 'doubled', why, subject })

  const changes: Change[] = register.bindings.flatMap((binding) =>
    binding.history.map((change, index) => ({ ...change, binding, before: binding.history[index - 1] })),
  )
  const changesOf = Map.groupBy(changes, ({ act }) => act)
  const answers = new Map(register.acts.map((each) => [each.act, each]))
  const journalled = new Map(journal.map((each) => [each.act, each]))

  for (const act of journal) compareAct(act)
  for (const { act, answer, arrivals } of register.acts) {
    if (answer.state === 'done' && !journalled.has(act)) lost('done-and-not-recorded', act)
    if (arrivals > 1) doubled('asked-twice', act)
    if (!isWhole(act)) half('other-changes', act)
  }
  for (const [act] of changesOf)
    if (act !== undefined && answers.get(act)?.answer.state !== 'done') half('change-without-act', act)
  for (const { binding, state, before } of changes)
    if (before ? NEXT[before.state]?.includes(state) !== true : state !== 'live')
      half('impossible-history', binding.binding)
  for (const [resident, current] of Map.groupBy(
    register.bindings.filter(({ state }) => state !== 'ended'),
    (binding) => binding.resident,
  ))
    if (current.length > 1) doubled('two-bindings', resident)
  for (const [act, { state }] of known)
    if (state !== undefined && state !== journalled.get(act)?.endings[0]?.state) lost('told-otherwise', act)

  return { done: register.acts.filter(({ answer }) => answer.state === 'done').length, findings }

  function compareAct({ act, isAsked, endings }: JournalAct): void {
    const [ending, ...others] = endings
    if (others.length > 0) doubled('ended-twice', act)
    if (!ending) return void lost('left-open', act)
    const answer = answers.get(act)?.answer
    if (answer?.state === 'done') {
      if (ending.state !== 'done') lost('done-and-not-recorded', act)
      else if (ending.at !== answer.at || ending.endsAt !== answer.endsAt) lost('answers-differ', act)
    } else if (ending.state === 'done') lost('recorded-and-not-done', act)
    else if (isAsked && (ending.state !== 'refused' || ending.why !== answer?.code)) lost('answers-differ', act)
    else if (!isAsked && answer) lost('answers-differ', act)
  }

  /** Whether an act changed what it says, all of it and nothing else. */
  function isWhole(act: string): boolean {
    const { answer, kind } = answers.get(act) ?? {}
    if (answer?.state !== 'done') return true
    const all = changesOf.get(act) ?? []
    const of = (state: string) => all.filter((change) => change.state === state)
    switch (kind) {
      case 'bind': {
        const [made, ...others] = of('live')
        const isNew = made !== undefined && made.before === undefined && others.length === 0
        const ended = answer.endedEarlier === true ? 1 : 0
        return isNew && of('ended').length === ended && all.length === 1 + ended && isOfOne(all)
      }
      case 'freeze': {
        const to = answer.endsAt === undefined ? 'ended' : 'frozen'
        return all.length > 0 && all.length === of(to).length && all.length === (known.get(act)?.chosen ?? all.length)
      }
      case 'end-freeze':
        return isAllOfFreeze(all, 'ended') && all[0]?.before?.act === journalled.get(act)?.of
      case 'lift-freeze':
        return isAllOfFreeze(all, 'live')
      default:
        return false
    }
  }

  /** Whether these changes are those of one freeze, none of which is frozen any more. */
  function isAllOfFreeze(all: readonly Change[], to: string): boolean {
    const freeze = all[0]?.before?.act
    return (
      freeze !== undefined &&
      all.every(({ state, before }) => state === to && before?.state === 'frozen' && before.act === freeze) &&
      !register.bindings.some(({ history }) => history.at(-1)?.state === 'frozen' && history.at(-1)?.act === freeze)
    )
  }
}
