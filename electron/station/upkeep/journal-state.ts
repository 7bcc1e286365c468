import type { Gateway } from '../../gateway/port.ts'
import type { Journal } from '../journal/index.ts'
import type { DataFolder } from '../storage/folder.ts'
import type { Logger } from '../storage/log.ts'

/** The state of the station's journal as a whole, also where the keys are locked and no journal is open. */
export interface JournalState {
  /**
   * Whether a head known outside the folder or at the gateway isn't in the journal (money.md, "Enemies seen at the next
   * contact").
   */
  hasGoneBack(): boolean
  /**
   * Whether the gateway has confirmed where the journal ends, or while the line is down a head outside the folder has.
   * A head outside doesn't suffice where the gateway refuses this station's token, since it may have continued the
   * station elsewhere.
   */
  isEndConfirmed(): boolean
  /** Whether the files that the station writes to are still this process's. */
  isHeld(): boolean
  /**
   * Whether the journal takes no entries for another reason than a full disk or another program's lock, which have
   * their own states.
   */
  isUnwritable(): boolean
  /** Whether every entry of the past was checked and is as it was written. */
  isHistoryChecked(): boolean
  /** Logs the lost entries, once for each loss. */
  logLoss(): void
}

/** `agreed`: whether heads were kept outside the data folder and all of them are in the journal. */
export function createJournalState(deps: {
  journal: Journal | undefined
  agreed: boolean
  gateway: Pick<Gateway, 'headsNamed' | 'suspect' | 'isHeadJudged' | 'line' | 'isTokenRefused'>
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
    isEndConfirmed: () =>
      gateway.isHeadJudged() || (gateway.line().state === 'down' && !gateway.isTokenRefused() && deps.agreed),
    isHeld: () => journal?.isHeld() ?? folder.isHeld(),
    isUnwritable() {
      const code = journal?.unwritten()
      return code !== undefined && code !== 'disk-full' && code !== 'journal-locked'
    },
    isHistoryChecked: () => journal !== undefined && !journal.checking() && !journal.fault(),
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
