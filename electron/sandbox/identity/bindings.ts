import { z } from 'zod'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Resident } from '../phones/residents.ts'
import type { Store } from '../serving/store.ts'
import { createKeyPair } from '../trust/eid.ts'
import { toPkcs8 } from '../trust/keys.ts'
import { convertOlderBindings } from './older-bindings.ts'

const ID_BYTES = 16
/** FICTITIOUS: how long before the first start the residents of the training bound their eIDs, in milliseconds. */
const BOUND_BEFORE = 90 * 86_400_000

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const blob = z.instanceof(Uint8Array)
const state = z.enum(['live', 'frozen', 'ended'])
const bindingRow = z
  .object({
    binding_id: blob,
    resident: z.string(),
    subject: blob,
    phone_key: blob,
    phone: z.string(),
    by_guardian: z.int(),
    bound_at: z.int(),
    state,
    ended_at: z.int().nullable(),
    act: z.string().nullable(),
  })
  .transform(({ binding_id, phone_key, by_guardian, bound_at, ended_at, act, ...rest }) => ({
    ...rest,
    /** 16 bytes. */
    bindingId: binding_id,
    /** The phone's private key, PKCS #8. */
    phoneKey: phone_key,
    isByGuardian: by_guardian === 1,
    boundAt: bound_at,
    endedAt: ended_at ?? undefined,
    /** The act that froze or ended it. */
    act: act ?? undefined,
  }))
const changeRow = z.object({ binding_id: blob, state, at: z.int(), act: z.string().nullable() })
const dueRow = z.object({ binding_id: blob, act: z.string(), ends_at: z.int() })

/**
 * An eID as it is bound to a telephone. `subject`: the resident's opaque id, 16 bytes; `phone`: the resident whose
 * telephone it is. A frozen one counts no more than one that has ended, but can become live again.
 */
export type Binding = z.output<typeof bindingRow>

/** The eIDs' bindings, those that have ended too. */
export function openBindings({ store, clock, random }: { store: Store; clock: Clock; random: Random }) {
  convertOlderBindings(store, clock)
  const currentOf = store.row(bindingRow, "SELECT * FROM eid_bindings WHERE resident = ? AND state <> 'ended'")
  const newestOf = store.row(bindingRow, 'SELECT * FROM eid_bindings WHERE resident = ? ORDER BY rowid DESC LIMIT 1')
  const byId = store.row(bindingRow, 'SELECT * FROM eid_bindings WHERE binding_id = ?')
  const all = store.rows(bindingRow, 'SELECT * FROM eid_bindings ORDER BY rowid')
  const frozenBy = store.rows(
    bindingRow,
    "SELECT * FROM eid_bindings WHERE act = ? AND state = 'frozen' ORDER BY rowid",
  )
  const dead = store.rows(bindingRow, "SELECT * FROM eid_bindings WHERE state <> 'live' ORDER BY binding_id")
  const due = store.rows(
    dueRow,
    `SELECT binding_id, act, ends_at FROM eid_bindings JOIN freezes USING (act) WHERE state = 'frozen' AND ends_at <= ?`,
  )
  const insert = store.change("INSERT INTO eid_bindings VALUES (?, ?, ?, ?, ?, ?, ?, 'live', NULL, NULL)")
  const update = store.change('UPDATE eid_bindings SET state = ?, ended_at = ?, act = ? WHERE binding_id = ?')
  const note = store.change('INSERT INTO binding_changes VALUES (NULL, ?, ?, ?, ?)')
  const changes = store.rows(changeRow, 'SELECT binding_id, state, at, act FROM binding_changes ORDER BY position')

  function end(bindingId: Uint8Array, at: number, act: string | null): void {
    update('ended', at, act, bindingId)
    note(bindingId, 'ended', at, act)
  }

  function bind(
    resident: Resident,
    { phone, isByGuardian, at, act }: { phone: string; isByGuardian: boolean; at: number; act: string | null },
  ): { earlier: Binding | undefined } {
    const card = store.idCardOf(resident.id)
    if (!card) throw new Error('A binding without an ID card.')
    const earlier = currentOf(resident.id)
    if (earlier) end(earlier.bindingId, at, act)
    const bindingId = random.bytes(ID_BYTES)
    const phoneKey = toPkcs8(createKeyPair(resident.phoneKey))
    insert(bindingId, resident.id, card.subject, phoneKey, phone, isByGuardian ? 1 : 0, at)
    note(bindingId, 'live', at, act)
    return { earlier }
  }

  return {
    /** Binds the eIDs of a training that nobody has bound yet. */
    bindFirst(residents: readonly Resident[]): void {
      const at = clock.now() - BOUND_BEFORE
      store.inTransaction(() => {
        for (const resident of residents) {
          if (resident.binding === 'none' || resident.binding === 'unbound' || newestOf(resident.id)) continue
          bind(resident, { phone: resident.phone, isByGuardian: resident.guardianBound, at, act: null })
          const made = newestOf(resident.id)
          if (resident.binding === 'dead' && made) end(made.bindingId, at, null)
        }
      })
    },
    /**
     * Binds the eIDs as the training began, and ends the others; those that are live as at the beginning stay as they
     * are.
     */
    beginAgain(residents: readonly Resident[]): void {
      const at = clock.now()
      for (const resident of residents) {
        const current = currentOf(resident.id)
        const isBound = resident.binding === 'bound'
        if (current && !(isBound && current.state === 'live')) end(current.bindingId, at, null)
        if (isBound && current?.state !== 'live')
          bind(resident, { phone: resident.phone, isByGuardian: resident.guardianBound, at, act: null })
      }
    },
    /** The binding of this resident that is live or frozen, if any. */
    currentOf: (resident: string) => currentOf(resident),
    /** The last binding of this resident, which may have ended. */
    newestOf: (resident: string) => newestOf(resident),
    byId: (bindingId: Uint8Array) => byId(bindingId),
    /** The bindings that this act froze and that are still frozen. */
    frozenBy: (act: string) => frozenBy(act),
    /** The ids of the bindings that don't count: frozen or ended ones. */
    deadBindings: (): Uint8Array[] => dead().map(({ bindingId }) => bindingId),
    /** Binds an eID; an earlier binding of it ends, and is answered. */
    bind,
    freeze({ bindingId }: Binding, at: number, act: string): void {
      update('frozen', null, act, bindingId)
      note(bindingId, 'frozen', at, act)
    },
    /** Makes a frozen binding live again. */
    revive({ bindingId }: Binding, at: number, act: string): void {
      update('live', null, null, bindingId)
      note(bindingId, 'live', at, act)
    },
    end: ({ bindingId }: Binding, at: number, act: string): void => {
      end(bindingId, at, act)
    },
    /** Ends the frozen bindings whose time is over, as of that time. */
    endDue(): void {
      for (const { binding_id, act, ends_at } of due(clock.now())) end(binding_id, ends_at, act)
    },
    /** Every binding in the order in which they were made, each with all its changes. */
    all: () => {
      const history = Map.groupBy(changes(), ({ binding_id }) => hex(binding_id))
      return all().map((binding) => ({ ...binding, history: history.get(hex(binding.bindingId)) ?? [] }))
    },
  }
}
export type Bindings = ReturnType<typeof openBindings>
