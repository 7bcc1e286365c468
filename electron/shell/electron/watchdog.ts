import { spawn } from 'node:child_process'

/** How often systemd is told within its limit, so that one message may be lost. */
const TELLS = 3

/**
 * Tells systemd that the program is well, where a unit's `WatchdogSec` asks for it (sd_notify(3)). A unit that isn't
 * told within that time is ended and started again. Node has no Unix datagram socket, so systemd's own `systemd-notify`
 * sends the message; the unit needs `NotifyAccess=all`.
 *
 * @param isWell asked each time; where it answers false, rejects or doesn't resolve, systemd isn't told
 */
export function keepWatchdog(isWell: () => Promise<boolean>, env: NodeJS.ProcessEnv): void {
  const microseconds = Number(env['WATCHDOG_USEC'])
  if (env['NOTIFY_SOCKET'] === undefined || !(microseconds > 0)) return
  const tell = async (): Promise<void> => {
    // Where `systemd-notify` is missing the unit ends the program in time, and its log says why.
    if (await isWell())
      spawn('systemd-notify', ['WATCHDOG=1'], { stdio: 'ignore' })
        .once('error', () => undefined)
        .unref()
  }
  const tellNow = (): void => void tell().catch(() => undefined)
  tellNow()
  setInterval(tellNow, microseconds / 1_000 / TELLS).unref()
}
