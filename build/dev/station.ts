/**
 * The station of `npm run dev`, in its own process, which is ended and started again when its code changes. It is the
 * unchanged browser shell in training, with its launch tokens, cookies and checks of `Host` and `Origin`. It ends when
 * its parent disconnects or is gone.
 * Arguments: the data folder, the folder of the phone page, and `inspect` where a debugger may attach.
 */
import { open as openInspector } from 'node:inspector'
import { once } from 'node:events'
import path from 'node:path'
import { inspect as print } from 'node:util'
import { technicianAdvice } from '../../electron/shell/fallback-page.ts'
import { startBrowserShell } from '../../electron/shell/browser/shell.ts'
import { root } from '../scripts/run.ts'
import { INSPECTOR_PORT } from './options.ts'
import type { StationMessage } from './messages.ts'

const [data = '', phonePages = '', inspect] = process.argv.slice(2)
// Not by `--inspect`, which the sandbox's process would inherit and then fail on the same port.
if (inspect === 'inspect') openInspector(INSPECTOR_PORT, '127.0.0.1')
const disconnected = once(process, 'disconnect')
const tell = (message: StationMessage): void => {
  if (process.connected) process.send?.(message)
}
const complain = (line: string): void => void process.stderr.write(`Balcão: ${line}\n`)

/** Whether the last start ended with an exception. It is printed here and in no log. */
let isFault = false

const started = await startBrowserShell({
  station: {
    folder: data,
    mode: 'training',
    sandbox: 'launch',
    browser: null,
    pages: phonePages,
    onSandbox: ({ phoneUrl }) => tell({ phone: phoneUrl }),
  },
  port: 0,
  renderer: path.join(root, 'dist', 'renderer'),
  // A developer needs the message and the file; a production shell leaves them out, since they may quote a person.
  onFault: (error) => {
    isFault = true
    complain(print(error))
  },
  onTrouble: ({ incident, why }) => {
    if (!isFault)
      complain(`the station can't start. Incident ${incident}: ${technicianAdvice(why)} It tries again by itself.`)
    isFault = false
  },
})
if (started.ok) {
  const { shell } = started
  tell({
    origin: shell.origin,
    stands: shell.trouble() === null,
    addresses: {
      kiosk: shell.address('kiosk', 'printed'),
      counter: shell.address('counter', 'printed'),
      customer: shell.address('customer', 'printed'),
    },
  })
  await disconnected
  await shell.close()
} else {
  complain(
    `another Balcão is running on the data folder ${data}. End that one first, or name another folder with --data.`,
  )
}
process.exit(started.ok ? 0 : 2)
