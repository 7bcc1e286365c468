import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync } from 'node:fs'
import { chmod, copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Debian's packages that play the machine. Nothing is installed: they are unpacked in the cache. */
const PACKAGES = ['qemu-system-x86', 'libusb-1.0-0', 'libudev1', 'xz-utils'] as const
/** The same, but unpacked even where this machine has them, since it may have another version or only a part. */
const ALWAYS = ['busybox-static', 'udev', 'libkmod2'] as const
const KERNEL = 'linux-image-amd64'

/** What the guest loads, each after what it depends on. Four sockets: a dummy controller has one. */
const MODULES: Readonly<Record<string, string>> = {
  virtio_pci: '',
  '9pnet_virtio': '',
  '9p': '',
  'hid-generic': '',
  usbhid: '',
  evdev: '',
  dummy_hcd: 'num=4',
  libcomposite: '',
  usb_f_hid: '',
}

/** The cache of the rig: what is needed to boot the guest without asking anybody. */
export interface Cache {
  kernel: string
  initramfs: string
  qemu: string
  /** Where unpacked programs find their shared libraries. */
  libraries: string
}

const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
const ELF_MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46])

/** A program of the system that the rig needs didn't do its work; `message` says which and what it printed. */
class NotPrepared extends Error {}

/** Runs a program in a folder and returns what it prints. */
function run(program: string, args: readonly string[], cwd: string, input?: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, LC_ALL: 'C' } })
    const [output, errors]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.on('error', (error) =>
      reject(new NotPrepared(`it is made of Debian's packages, and ${program} can't be run here (${error.message})`)),
    )
    child.on('close', (code) => {
      const failure = `${program} ${args.slice(0, 3).join(' ')} ended with ${String(code)}: `
      if (code === 0) resolve(Buffer.concat(output))
      else reject(new NotPrepared(failure + Buffer.concat(errors).toString().trim().split('\n').slice(-3).join(' ')))
    })
    // A program may end before it has read all.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** The cache's folder in the project. */
export const cacheFolder = (root: string): string => path.join(root, '.cache', 'rig')

/** Where the cache has what; undefined where it isn't there, or an older version of these files made it. */
export async function findCache(root: string): Promise<Cache | undefined> {
  const folder = cacheFolder(root)
  const made = await readFile(path.join(folder, 'made-by'), 'utf8').catch(() => '')
  if (made !== (await makersHash(root))) return undefined
  const own = path.join(folder, 'tools/usr/bin/qemu-system-x86_64')
  return {
    kernel: path.join(folder, 'vmlinux'),
    initramfs: path.join(folder, 'initramfs.cpio'),
    qemu: existsSync(own) ? own : 'qemu-system-x86_64',
    libraries: path.join(folder, 'tools/usr/lib/x86_64-linux-gnu'),
  }
}

/** Changes whenever what makes the cache does. */
async function makersHash(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of ['cache.ts', 'init']) hash.update(await readFile(path.join(root, 'hardware/rig', name)))
  return hash.digest('hex')
}

/**
 * Fetches Debian's packages and makes kernel and initramfs of them, in a few seconds on a good line. Answers what is
 * missing where that can't be done. Any user may, but only root fills apt's lists where they are empty.
 */
export async function makeCache(root: string): Promise<{ ok: true; cache: Cache } | { ok: false; missing: string }> {
  const folder = cacheFolder(root)
  try {
    await rm(folder, { recursive: true, force: true })
    await mkdir(path.join(folder, 'debs'), { recursive: true })
    await unpack(folder)
    await makeKernel(folder)
    await makeInitramfs(root, folder)
    for (const name of ['debs', 'kernel', 'initramfs'])
      await rm(path.join(folder, name), { recursive: true, force: true })
    // Written last, so that a cache that was cut off counts as none.
    await writeFile(path.join(folder, 'made-by'), await makersHash(root))
    const cache = await findCache(root)
    return cache ? { ok: true, cache } : { ok: false, missing: 'the cache that was made isn’t found' }
  } catch (error) {
    if (error instanceof NotPrepared) return { ok: false, missing: error.message }
    throw error
  }
}

/** Downloads the packages that this machine lacks; tools go to `tools`, the kernel to `kernel`. */
async function unpack(folder: string): Promise<void> {
  const isKnown = async () => (await run('apt-cache', ['search', '--names-only', `^${KERNEL}$`], folder)).length > 0
  if (!(await isKnown()) && process.getuid?.() === 0) await run('apt-get', ['update', '-qq'], folder)
  if (!(await isKnown())) throw new NotPrepared(`${KERNEL} isn't in apt's lists; apt-get update, as root, fills them`)

  const depends = (await run('apt-cache', ['depends', KERNEL], folder)).toString()
  const kernel = /Depends: (?<name>linux-image-\S+)/.exec(depends)?.groups?.['name']
  if (kernel === undefined) throw new NotPrepared(`${KERNEL} depends on no kernel`)
  const plan = (await run('apt-get', ['install', '-s', '--no-install-recommends', ...PACKAGES], folder)).toString()
  const names = [...plan.matchAll(/^Inst (?<name>\S+)/gm)].map(({ groups = {} }) => groups['name'] ?? '')
  const debs = path.join(folder, 'debs')
  await run('apt-get', ['download', '-qq', ...new Set([...names, ...ALWAYS, kernel])], debs)
  for (const deb of globSync('*.deb', { cwd: debs }))
    await run('dpkg-deb', ['-x', deb, path.join(folder, deb.startsWith('linux-image-') ? 'kernel' : 'tools')], debs)
  await mergeUsr(path.join(folder, 'tools'))
}

/** Moves what packages still have in /bin and /lib to /usr, where a merged system has it. */
async function mergeUsr(tools: string): Promise<void> {
  for (const top of ['bin', 'sbin', 'lib']) {
    if (!existsSync(path.join(tools, top))) continue
    await run('cp', ['-a', `${top}/.`, `usr/${top}/`], tools)
    await rm(path.join(tools, top), { recursive: true })
    await symlink(`usr/${top}`, path.join(tools, top))
  }
}

/** Unpacks the kernel here, since the kernel would take some seconds to unpack itself under emulation. */
async function makeKernel(folder: string): Promise<void> {
  const [image] = globSync('kernel/boot/vmlinuz-*', { cwd: folder })
  if (image === undefined) throw new NotPrepared('the package of the kernel holds none')
  const packed = await readFile(path.join(folder, image))
  const xz = existsSync(path.join(folder, 'tools/usr/bin/xz')) ? path.join(folder, 'tools/usr/bin/xz') : 'xz'
  const kernel = await run(xz, ['-dc', '--single-stream'], folder, packed.subarray(packed.indexOf(XZ_MAGIC)))
  if (!kernel.subarray(0, 4).equals(ELF_MAGIC)) throw new NotPrepared(`${image} holds no kernel packed by xz`)
  await writeFile(path.join(folder, 'vmlinux'), kernel)
}

/** Puts busybox, the modules and `init` together to the guest's first file system. */
async function makeInitramfs(root: string, folder: string): Promise<void> {
  const busybox = path.join(folder, 'tools/usr/bin/busybox')
  const [release] = globSync('*', { cwd: path.join(folder, 'kernel/lib/modules') })
  if (release === undefined) throw new NotPrepared('the package of the kernel holds no modules')
  await run(busybox, ['depmod', '-b', path.join(folder, 'kernel'), release], folder)
  const modules = path.join(folder, 'kernel/lib/modules', release)
  const order = loadOrder(await readFile(path.join(modules, 'modules.dep'), 'utf8'))

  const files = path.join(folder, 'initramfs')
  const folders = ['bin', 'dev', 'etc/udev/rules.d', 'modules', 'proc', 'project', 'run', 'sys', 'tmp', 'usr']
  for (const name of folders) await mkdir(path.join(files, name), { recursive: true })
  await copyFile(busybox, path.join(files, 'bin/busybox'))
  await symlink('usr/lib', path.join(files, 'lib'))
  await symlink('usr/lib64', path.join(files, 'lib64'))
  for (const { file } of order)
    await copyFile(path.join(modules, file), path.join(files, 'modules', path.basename(file)))
  const list = order.map(({ file, options }) => `${path.basename(file)} ${options}\n`).join('')
  await writeFile(path.join(files, 'modules/list'), list)
  await writeFile(path.join(files, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nbalcao:x:990:990::/:/bin/sh\n')
  await writeFile(path.join(files, 'etc/group'), 'root:x:0:\ninput:x:104:\nbalcao:x:990:\n')
  await copyFile(path.join(root, 'hardware/rig/init'), path.join(files, 'init'))
  await chmod(path.join(files, 'init'), 0o755)
  const names = await run(busybox, ['find', '.'], files)
  await writeFile(path.join(folder, 'initramfs.cpio'), await run(busybox, ['cpio', '-o', '-H', 'newc'], files, names))
}

/** The modules' files, each once and after those that it depends on, by the lines of modules.dep. */
function loadOrder(dependencies: string): { file: string; options: string }[] {
  const lines = new Map(
    dependencies.split('\n').map((line) => {
      const [file = '', needs = ''] = line.split(':')
      return [path.basename(file, '.ko').replaceAll('-', '_'), { file, needs: needs.split(' ').filter(Boolean) }]
    }),
  )
  const order = new Map<string, string>()
  const add = (name: string, options: string) => {
    const line = lines.get(name.replaceAll('-', '_'))
    if (!line) return
    // modules.dep names the ones that are needed first last.
    for (const file of line.needs.toReversed()) if (!order.has(file)) order.set(file, '')
    if (!order.has(line.file)) order.set(line.file, options)
  }
  for (const [name, options] of Object.entries(MODULES)) add(name, options)
  return [...order].map(([file, options]) => ({ file, options }))
}
