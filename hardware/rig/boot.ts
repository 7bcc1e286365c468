import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { processClock } from '../process-clock.ts'
import { cacheFolder, type Cache } from './cache.ts'

/** How the guest ended, and the end of its console. */
export interface GuestEnd {
  how: 'by itself' | 'past its limit' | 'stopped'
  console: string
}

const CONSOLE_LINES = 40

/**
 * Boots the guest with this machine's /usr and the project, both read-only, and resolves when it has ended. It is
 * emulated throughout: that there is a /dev/kvm doesn't mean that it works. `onLine` hears each line of the steps;
 * `stop` ends it early. It ends with this process too, however that ends.
 */
export async function bootGuest(options: {
  root: string
  cache: Cache
  words: readonly string[]
  limitMs: number
  stop: Promise<unknown>
  onLine(line: string): void
}): Promise<GuestEnd> {
  const { root, cache, words, limitMs, stop, onLine } = options
  const output = path.join(cacheFolder(root), 'console')
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', cache.qemu, ...argumentsOf(root, cache, words, output)], {
    env: { ...process.env, LD_LIBRARY_PATH: cache.libraries },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  let how: GuestEnd['how'] = 'by itself'
  const end = (why: GuestEnd['how']) => {
    how = why
    child.kill('SIGKILL')
  }
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => onLine(line.trim()))
  const cancel = processClock.after(limitMs, () => end('past its limit'))
  void stop.then(() => end('stopped'))
  await new Promise<void>((resolve) => {
    child.on('error', (error) => {
      errors += error.message
      resolve()
    })
    child.on('close', () => resolve())
  })
  cancel()
  const lines = (await readFile(output, 'utf8').catch(() => '')).trim().split(/\r?\n/)
  return { how, console: [...lines.slice(-CONSOLE_LINES), errors.trim()].filter(Boolean).join('\n') }
}

function argumentsOf(root: string, cache: Cache, words: readonly string[], output: string): string[] {
  const share = (tag: string, folder: string) => {
    // QEMU reads two commas as one.
    const source = `path=${folder.replaceAll(',', ',,')},security_model=none,readonly=on,multidevs=remap`
    return ['-fsdev', `local,id=${tag},${source}`, '-device', `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`]
  }
  return [
    ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-machine', 'q35', '-smp', '2', '-m', '1536'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-serial', `file:${output}`, '-serial', 'stdio'],
    ...['-kernel', cache.kernel, '-initrd', cache.initramfs],
    ...['-append', ['console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on', ...words].join(' ')],
    ...share('usr', '/usr'),
    ...share('project', root),
  ]
}
