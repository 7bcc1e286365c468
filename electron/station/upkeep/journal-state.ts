import type { Gateway } from '../../gateway/port.ts'
import type { Journal } from '../journal/index.ts'
import type { DataFolder } from '../storage/folder.ts'
import type { Logger } from '../storage/log.ts'

/** How the station's journal is as a whole; undefined in its place: the keys are locked, and there is none at hand. */
export interface JournalState {
  /**
   * Whether a head of the journal is known, outside the folder or at the gateway, that isn't in it (money.md, "Enemies
   * seen at the next contact").
   */
  hasGoneBack(): boolean
  /**
   * Whether the gateway has said where the journal ends, or without the line a head outside the folder. A gateway that
   * refuses the token is there: it may have continued the station elsewhere.
   */
  isJudged(): boolean
  /** Whether the files that the station writes to are still this process's. */
  isHeld(): boolean
  /**
   * Whether the journal takes no entry, for another reason than a full disk or another program's lock, which have
   * states of their own.
   */
  isUnwritable(): boolean
  /** Whether every entry of the past was looked at and is as it was written. */
  isPastKnown(): boolean
  /** Names in the log what was lost, as soon as it is known and once. */
  logLoss(): void
}

/** `agreed`: whether a head kept outside the data folder is in the journal, and none isn't. */
export function createJournalState(deps: {
  journal: Journal | undefined
  agreed: boolean
  gateway: Pick<Gateway, 'headsNamed' | 'suspect' | 'headJudged' | 'line' | 'isTokenRefused'>
  folder: Pick<DataFolder, 'isHeld'>
  log: Logger
}): JournalState {
  const { journal, gateway, folder, log } = deps
  let loggedLoss = 0

  return {
    hasGoneBack() {
      for (const named of gateway.headsNamed()) journal?.confirm(named)
      return journal?.loss() !== undefined || gateway.suspect() !== undefined
    },
    isJudged: () =>
      gateway.headJudged() || (gateway.line().state === 'down' && !gateway.isTokenRefused() && deps.agreed),
    isHeld: () => journal?.isHeld() ?? folder.isHeld(),
    isUnwritable() {
      const code = journal?.unwritten()
      return code !== undefined && code !== 'disk-full' && code !== 'journal-locked'
    },
    isPastKnown: () => journal !== undefined && !journal.checking() && !journal.fault(),
    logLoss() {
      const loss = journal?.loss()
      if (!loss || loss.until === loggedLoss) return
      loggedLoss = loss.until
      log.error(
        { from: loss.from, until: loss.until, source: loss.heads.map(({ from }) => from).join(' ') },
        'entries of the journal are lost: it went back',
      )
    },
  }
}
