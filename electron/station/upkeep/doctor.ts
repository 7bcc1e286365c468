import { statSync } from 'node:fs'
import type { Check, DoctorReport, RefusalCode, Status, Takings } from '../../contract/index.ts'
import { storageRefusal } from '../storage/faults.ts'
import type { DataFolder } from '../storage/folder.ts'
import type { Journal, KeyStanding, Loss } from '../journal/index.ts'
import { checkDevices } from './device-checks.ts'
import { DISK_LOW_BYTES } from '../storage/limits.ts'
import { CLOCK_MOVED_MS } from './limits.ts'
import { clockTrouble } from '../trust/index.ts'

/**
 * The state of the browser's managed policy: all of it in force, weakened (by which keys), missing, unknown here, or
 * not needed because no browser shows the pages.
 */
export type PolicyState =
  | { state: 'in-force' }
  | { state: 'weakened'; keys: readonly string[] }
  | { state: 'missing' }
  | { state: 'unknown' }
  | { state: 'not-needed' }

/** The machine around the station, whose policy and settings are read anew each time. */
export interface Surroundings {
  browserPolicy(): PolicyState
  /** What a start would say of settings that it can't take; undefined where it can. Of a station in production only. */
  settingsTrouble?(): Promise<string | undefined>
}

/**
 * What `examineStation` examines. `drift` is how far the wall clock moved against the monotonic one since the start, in
 * milliseconds.
 */
export interface Examined {
  status: Status
  drift: number
  /** The gateway's clock less this machine's, in milliseconds; undefined while it isn't known. */
  clockOffset?: number | undefined
  folder: DataFolder
  /** Whether the folder's files are still this process's. */
  isHeld?: boolean | undefined
  /** The journal's first fault, if one was found. */
  fault?: ReturnType<Journal['fault']>
  /** The refusal while the disk takes no journal entries. */
  unwritten?: RefusalCode | undefined
  /** How far the journal's past was checked; undefined once all of it was. */
  checking?: ReturnType<Journal['checking']>
  /** How many entries the journal has; undefined where the keys are locked. */
  entries?: number | undefined
  /** Entries that are lost and whose loss nobody has accepted. */
  loss?: Loss | undefined
  /** The folder of the heads, if it can't be written. */
  unwritableHeads?: string | undefined
  /** The entry that records that keys of sealed bodies were lost, until somebody accepts the loss. */
  bodyKeysLost?: number | undefined
  /** The signing keys that the journal introduces; undefined where the keys are locked. */
  signingKeys?: readonly KeyStanding[] | undefined
  /** The payments that aren't settled, and the tasks; undefined where the keys are locked. */
  takings?: Pick<Takings, 'open' | 'tasks'> | undefined
  keysLocked: boolean
  surroundings?: Surroundings | undefined
}

/** Checks everything that a station depends on, and says what to do about each problem. Never throws. */
export async function examineStation(examined: Examined): Promise<DoctorReport> {
  const { status } = examined
  const checks = [
    checkFolder(examined),
    checkDisk(examined),
    checkDatabase(examined),
    ...(await checkSettings(examined)),
    checkClock(examined),
    checkKeys(examined),
    ...checkSigningKeys(examined),
    checkTrust(examined),
    checkGateway(examined),
    ...checkJournal(examined),
    ...checkHeads(examined),
    ...checkPayments(examined),
    ...checkDevices(status.devices),
    checkPolicy(examined),
  ]
  return { state: status.readiness.state, devices: status.devices, checks }
}

const MEBIBYTE = 1024 * 1024

function checkFolder({ folder, isHeld }: Examined): Check {
  const found = statSync(folder.path, { throwIfNoEntry: false })
  if (!found)
    return {
      name: 'data-folder',
      state: 'failed',
      detail: 'It has gone.',
      todo: 'See that its disk is there, then start the station again.',
    }
  if (isHeld === false) {
    return {
      name: 'data-folder',
      state: 'failed',
      detail: 'Files of it were moved, deleted or replaced while the station ran; it takes no money since.',
      todo: 'Stop the station, put the newest folder back whole, then start the station again.',
    }
  }
  return process.platform === 'win32' || (found.mode & 0o077) === 0
    ? { name: 'data-folder', state: 'ok', detail: `Held by this station (${folder.mode}).` }
    : {
        name: 'data-folder',
        state: 'warning',
        detail: 'Other accounts of this machine can look into the folder.',
        todo: "Give the folder to the station's account alone (chmod 700).",
      }
}

function checkDisk({ folder }: Examined): Check {
  const free = folder.freeBytes()
  const detail = `${Math.floor(free / MEBIBYTE)} MB free.`
  return free >= DISK_LOW_BYTES
    ? { name: 'disk', state: 'ok', detail }
    : { name: 'disk', state: 'failed', detail, todo: 'Free some space; delete nothing in the data folder.' }
}

function checkDatabase({ folder }: Examined): Check {
  const todo = 'Copy the whole data folder, then restore a backup or name another folder.'
  try {
    const { integrity_check: found } = folder.db.prepare('PRAGMA integrity_check(1)').get() ?? {}
    return found === 'ok'
      ? { name: 'database', state: 'ok', detail: 'Whole.' }
      : { name: 'database', state: 'failed', detail: 'Damaged.', todo }
  } catch (error) {
    return { name: 'database', state: 'failed', detail: `Can't be read (${storageRefusal(error) ?? 'fault'}).`, todo }
  }
}

/** Looks at the settings where they count. A station that runs goes on with those that it read at its start. */
async function checkSettings({ status, surroundings }: Examined): Promise<Check[]> {
  if (status.mode === 'training' || !surroundings?.settingsTrouble) return []
  const name = 'settings' as const
  const trouble = await surroundings.settingsTrouble()
  return trouble === undefined
    ? [{ name, state: 'ok', detail: 'settings.json is understood.' }]
    : [
        {
          name,
          state: 'failed',
          detail: trouble,
          todo: 'Correct settings.json there and start the station anew: it does not start with it as it is.',
        },
      ]
}

function checkClock({ status, drift, clockOffset }: Examined): Check {
  const name = 'clock' as const
  const todo = "Set this machine's clock by the network (NTP) and keep it so; new money is taken again by itself then."
  if (clockOffset !== undefined) {
    const off =
      `This machine's clock is ${String(Math.abs(Math.round(clockOffset / 1_000)))} s ` +
      `${clockOffset < 0 ? 'ahead of' : 'behind'} the gateway's`
    return clockTrouble(clockOffset) === undefined
      ? { name, state: 'ok', detail: `${status.now}. ${off}, and is corrected.` }
      : { name, state: 'failed', detail: `${off}: no new money is taken. The gateway's time is ${status.now}.`, todo }
  }
  const { alert } = status.trust
  if (isExpiredByClock(alert)) {
    const { from = '', until = '' } = alert?.params ?? {}
    return {
      name,
      state: 'failed',
      detail:
        `This machine's clock says ${status.now}. By it the trust bundle that the gateway offers, of ` +
        `${String(from)}, has been over since ${String(until)}, and without it the gateway's time can't ` +
        'be verified: this clock is ahead, or the gateway offers an old bundle. No new money is taken.',
      todo:
        "Set this machine's clock by the network (NTP) and keep it so; the bundle is taken by itself " +
        "then. Where the clock is right, tell the gateway's operators.",
    }
  }
  if (
    status.trust.issuedAt !== undefined &&
    Date.parse(status.now) + CLOCK_MOVED_MS < Date.parse(status.trust.issuedAt)
  ) {
    return { name, state: 'failed', detail: "Behind the trust bundle's own time.", todo }
  }
  if (status.readiness.reasons.includes('clock-unknown')) {
    return {
      name,
      state: 'failed',
      detail:
        `${status.now}. The gateway answers, but its time can't be verified: it signs none for this ` +
        `station, its answers take longer than two seconds, or the trust bundle doesn't hold its key. No ` +
        'new money is taken.',
      todo: "Tell the gateway's operators.",
    }
  }
  return Math.abs(drift) > CLOCK_MOVED_MS
    ? { name, state: 'warning', detail: `Set by ${Math.round(drift / 1000)} s while the station ran.`, todo }
    : {
        name,
        state: 'ok',
        detail: `${status.now}, by this machine alone: the gateway's time isn't known since the start.`,
      }
}

function checkKeys({ status, keysLocked }: Examined): Check {
  if (keysLocked) {
    return {
      name: 'keys',
      state: 'failed',
      detail: "Locked (key-locked): only the system's key store, through Electron, can unlock them.",
      todo: 'Ask the running station, or start it in Electron.',
    }
  }
  if (status.keyProtection === 'system')
    return { name: 'keys', state: 'ok', detail: "Protected by the system's key store." }
  return status.mode === 'training'
    ? { name: 'keys', state: 'ok', detail: 'In a sealed file, which is enough for training.' }
    : {
        name: 'keys',
        state: 'warning',
        detail: "In a sealed file: weaker than the system's key store.",
        todo: 'Run the station in Electron with a key store, and keep this folder on an encrypted disk until then.',
      }
}

/** Reports only keys that nothing vouches for. */
function checkSigningKeys({ signingKeys = [] }: Examined): Check[] {
  const unknown = signingKeys.filter(({ vouchedBy }) => vouchedBy === 'nothing').map(({ seq }) => seq)
  if (unknown.length === 0) return []
  return [
    {
      name: 'keys',
      state: 'warning',
      detail: `Nothing vouches for the signing key of entry ${unknown.join(', ')}: no receipt under it is believed.`,
      todo:
        'Connect the station: the gateway confirms its own keys. What is left then may have been written ' +
        "by somebody else: tell the gateway's operators.",
    },
  ]
}

function checkTrust({ status }: Examined): Check {
  const { state, version, expiresAt, alert } = status.trust
  const reason = alert?.params?.['reason']
  const refused = alert
    ? ` The last one offered was not taken (${alert.code}${reason === undefined ? '' : `: ${String(reason)}`}).`
    : ''
  const detail =
    (state === 'missing' ? 'None yet.' : `Version ${version ?? 0}, good until ${expiresAt ?? 'unknown'}.`) + refused
  if (state === 'current' && !alert) return { name: 'trust', state: 'ok', detail }
  const todo = isExpiredByClock(alert)
    ? 'See what is said of the clock; the bundle is taken by itself when it is right.'
    : alert
      ? "Tell the gateway's operators."
      : 'See that the gateway can be reached; the bundle comes by itself.'
  return { name: 'trust', state: state === 'current' ? 'warning' : 'failed', detail, todo }
}

/** Whether the offered bundle has expired by this machine's clock, which may be ahead. */
const isExpiredByClock = (alert: Status['trust']['alert']): boolean =>
  alert?.code === 'trust-refused' && alert.params?.['reason'] === 'expired'

function checkGateway({ status }: Examined): Check {
  const { state, since } = status.line
  if (state === 'up') return { name: 'gateway', state: 'ok', detail: `Up since ${since}.` }
  const todo =
    status.mode === 'training'
      ? 'Start the station; its sandbox starts with it.'
      : "Check the network, the gateway's address in settings.json, and whether this machine's clock is " +
        'right: by a wrong one no certificate is good.'
  return {
    name: 'gateway',
    state: state === 'down' ? 'failed' : 'warning',
    detail: state === 'down' ? `Down since ${since}.` : 'Not heard yet.',
    todo,
  }
}

function checkJournal({ status, entries, fault, unwritten, checking, loss, bodyKeysLost }: Examined): Check[] {
  if (entries === undefined) return []
  const name = 'journal' as const
  if (fault?.why === 'written-over') {
    return [
      {
        name,
        state: 'failed',
        detail:
          'Something wrote over its files or cut them while the station ran, before entry ' +
          `${String(fault.seq)}: nothing is written to them any more, and no money is taken.`,
        todo:
          'Stop the station, copy the data folder as it is and find out what touches its files; put the ' +
          'newest folder back whole or restore a backup, then start the station again.',
      },
    ]
  }
  if (fault?.why === 'not-kept') {
    return [
      {
        name,
        state: 'failed',
        detail:
          `The database didn't keep entry ${String(fault.seq)} as it was recorded: nothing of it is told ` +
          'as recorded, and no money is taken.',
        todo:
          "Stop the station and copy the data folder as it is; 'station journal verify' names what in the " +
          "database isn't the program's. Have that taken out or restore a backup, then start the station " +
          'again.',
      },
    ]
  }
  if (fault) {
    return [
      {
        name,
        state: 'failed',
        detail:
          `Entry ${String(fault.seq)} is not as it was written (${fault.why}): no money is taken, given ` +
          'back or witnessed on what it says.',
        todo: "Copy the data folder as it is, see what 'station journal verify' says, then restore a backup.",
      },
    ]
  }
  if (unwritten !== undefined) {
    return [
      {
        name,
        state: 'failed',
        detail:
          `The disk doesn't take its entries (${unwritten}): no new money is taken, and what became of ` +
          'money that was asked for is recorded when it does.',
        todo:
          'See that the disk has room, is whole, and that the station may write to the data folder; it is ' +
          "tried again every few seconds, and the station goes on by itself. Where it doesn't, stop it and " +
          'copy the data folder to another disk.',
      },
    ]
  }
  if (checking) {
    return [
      {
        name,
        state: 'warning',
        detail: `Its entries are being looked at: ${String(checking.done)} of ${String(checking.total)}.`,
        todo: 'Wait until that is done; new payments are taken then, by themselves.',
      },
    ]
  }
  if (status.readiness.reasons.includes('journal-went-back')) {
    const knownTo = [...new Set(loss?.heads.map(({ from }) => from))].join(', ')
    const missing = loss
      ? `: entries ${String(loss.from)} to ${String(loss.until)} are known (${knownTo}) and not in it`
      : ''
    return [
      {
        name,
        state: 'failed',
        detail:
          `${String(entries)} entries. Older than the one that the gateway or this machine has seen, or ` +
          `another${missing}. No money is taken, and nothing that is open is undone.`,
        todo:
          "Put the newest folder back. If it is gone: stop the station and 'station journal accept-loss " +
          "--yes'; then, where the gateway knows the entries, let its operator issue a code that continues " +
          "this station, and put it into settings.json as enrolmentCode. 'station journal verify' says " +
          'what is missing.',
      },
    ]
  }
  const detail = `${String(entries)} entries.`
  if (status.readiness.reasons.includes('head-unwitnessed')) {
    return [
      {
        name,
        state: 'failed',
        detail: `${detail} Its head is known nowhere else: receipts wait, and no new money is taken.`,
        todo: 'See that the folder of the heads can be written, or that the gateway can be reached; the station goes on by itself.',
      },
    ]
  }
  return [
    bodyKeysLost === undefined
      ? { name, state: 'ok', detail }
      : {
          name,
          state: 'warning',
          detail:
            `${detail} Keys of sealed bodies were lost (entry ${String(bodyKeysLost)}): journal-keys.db was ` +
            `gone, emptied, older or another. What they sealed can't be read any more.`,
          todo: "Find out who deletes or replaces files of the data folder; then stop the station and 'station journal accept-loss --yes'.",
        },
  ]
}

/** Reports the folder of the heads only where it can't be written. */
function checkHeads({ unwritableHeads }: Examined): Check[] {
  if (unwritableHeads === undefined) return []
  return [
    {
      name: 'journal',
      state: 'warning',
      detail:
        `The folder of the heads (${unwritableHeads}) can't be written: that an older data folder was put ` +
        'back is noticed by the gateway alone.',
      todo: 'See to its owner, its rights and its disk, or name another one by BALCAO_HEADS; the head is kept there again by itself.',
    },
  ]
}

function checkPayments({
  status: {
    now,
    readiness: { reasons },
  },
  takings,
}: Examined): Check[] {
  if (!takings) return []
  const name = 'payments' as const
  const { open, tasks } = takings
  const late = open.filter(({ isLate }) => isLate)
  const said = [
    ...(reasons.includes('cash-open')
      ? [
          {
            detail: 'Cash was open when the station stopped.',
            todo: 'Sign in at the counter and say whether it was taken.',
          },
        ]
      : []),
    ...(reasons.includes('settling')
      ? [
          {
            detail: 'What was open when the station stopped is being settled.',
            todo: 'See that the gateway and the terminal can be reached.',
          },
        ]
      : []),
    ...(late.length === 0
      ? []
      : [
          {
            detail: `${countsOf(late.map(({ what }) => what))} for longer than it should; the oldest for ${ageOf(late, now)}.`,
            todo: 'See that the gateway and the terminal can be reached, and the takings at the counter; it is tried again by itself.',
          },
        ]),
    ...(tasks.length === 0
      ? []
      : [
          {
            detail: `A supervisor has to decide ${countsOf(tasks.map(({ why }) => why))}; the oldest for ${ageOf(tasks, now)}.`,
            todo:
              "See the day's takings at the counter. A supervisor ends each by a refund or 'payments.endTask'; " +
              'neither has a screen yet.',
          },
        ]),
  ]
  if (said.length > 0)
    return [
      {
        name,
        state: 'warning',
        detail: said.map(({ detail }) => detail).join(' '),
        todo: said.map(({ todo }) => todo).join(' '),
      },
    ]
  return [
    {
      name,
      state: 'ok',
      detail:
        open.length === 0
          ? 'Nothing is open.'
          : `${String(open.length)} wait for an answer; they are asked again by themselves.`,
    },
  ]
}

/** Counts each kind, such as `2 outcome, 1 undo`, in the contract's own words. */
function countsOf(kinds: readonly string[]): string {
  return [...Map.groupBy(kinds, (kind) => kind)].map(([kind, each]) => `${String(each.length)} ${kind}`).join(', ')
}

/** The age of the oldest, in hours and minutes. */
function ageOf(all: readonly { since: string }[], now: string): string {
  const minutes = Math.max(
    0,
    Math.floor((Date.parse(now) - Math.min(...all.map(({ since }) => Date.parse(since)))) / 60_000),
  )
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`
}

function checkPolicy({ status, surroundings }: Examined): Check {
  const name = 'browser-policy' as const
  if (status.mode === 'training') return { name, state: 'ok', detail: 'Not needed in training.' }
  const policy = surroundings?.browserPolicy() ?? { state: 'unknown' }
  const todo = "Install the package, which puts the browser's policy into the system's folder."
  switch (policy.state) {
    case 'in-force':
      return { name, state: 'ok', detail: 'In force.' }
    case 'not-needed':
      return { name, state: 'ok', detail: 'Not needed: no browser shows the screens.' }
    case 'weakened':
      return {
        name,
        state: 'warning',
        detail: `Weakened in ${policy.keys.join(', ')}.`,
        todo: "Take what weakens it out of the system's folder of the browser's policies.",
      }
    case 'missing':
      return { name, state: 'warning', detail: 'Not in force on this machine: an unattended kiosk needs it.', todo }
    case 'unknown':
      return {
        name,
        state: 'warning',
        detail: "It can't be told here whether it is in force.",
        todo: 'Look at chrome://policy in the browser that shows the screens.',
      }
  }
}
