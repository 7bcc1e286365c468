import { spawn } from 'node:child_process'

/** systemd is told this often within the time after which it would end the program: once may be lost. */
const TELLS = 3

/**
 * Tells systemd, where a unit's `WatchdogSec` asks for it (sd_notify(3)), that the program is well; where it is told
 * nothing for that long, it ends the program and starts it again. Node has no datagram socket of Unix's, so that
 * systemd's own `systemd-notify` says it: the unit needs `NotifyAccess=all`.
 * @param isWell asked each time; where it doesn't resolve, systemd hears nothing
 */
export function keepWatchdog(isWell: () => Promise<boolean>, env: NodeJS.ProcessEnv): void {
  const microseconds = Number(env['WATCHDOG_USEC'])
  if (env['NOTIFY_SOCKET'] === undefined || !(microseconds > 0)) return
  const tell = async (): Promise<void> => {
    // A program that isn't there can't be told: the unit ends what it watches, and its log says why.
    if (await isWell())
      spawn('systemd-notify', ['WATCHDOG=1'], { stdio: 'ignore' })
        .once('error', () => undefined)
        .unref()
  }
  const tellNow = (): void => void tell().catch(() => undefined)
  tellNow()
  setInterval(tellNow, microseconds / 1_000 / TELLS).unref()
}
