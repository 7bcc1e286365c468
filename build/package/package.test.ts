import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { toFile } from 'qrcode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSignedManifest } from '../../electron/shell/electron/update-manifest.ts'
import manifest from '../../package.json' with { type: 'json' }
import { buildIfStale } from '../scripts/build.ts'
import { root } from '../scripts/run.ts'
import { makeTrialPackage, type TrialPackage } from './trial.ts'

/** A data folder that an earlier build left, whose journal has payments. */
const LEFT = path.join(root, 'build', 'fixtures', '5f1766a', 'station')
const SLIP = '00020126280010mo.gov.pay0102MP0204slip53034465406600.005802MO621001062026-16304E655'

const UPDATES = 'https://updates.example/balcao/'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const KEY = publicKey.export({ format: 'jwk' }).x ?? ''

let made: TrialPackage
beforeAll(async () => {
  expect(await buildIfStale({ asked: new Promise(() => undefined), wasAsked: () => false })).toBe(true)
  made = await makeTrialPackage([
    '--publish',
    'never',
    '--config.publish.provider=generic',
    `--config.publish.url=${UPDATES}`,
    `--config.extraMetadata.updates.url=${UPDATES}`,
    `--config.extraMetadata.updates.key=${KEY}`,
  ])
}, 240_000)
afterAll(() => made.remove())

const resource = (...parts: string[]): string => path.join(made.installed, 'resources', ...parts)

/**
 * Runs the package's command `balcao-station` as on a machine without Node: only the system's programs are on its path,
 * and it has its own folders.
 */
function station(...args: string[]): { status: number | null; answer: Record<string, unknown>; said: string } {
  const home = path.join(made.installed, '..', 'home')
  mkdirSync(home, { recursive: true })
  const { status, stdout, stderr } = spawnSync(resource('bin', 'balcao-station'), args, {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin', BALCAO_HEADS: path.join(home, 'heads') },
    encoding: 'utf8',
  })
  return { status, answer: JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>, said: stderr }
}

/** Copies the data folder beside the package. */
function folder(name: string): string {
  const data = path.join(made.installed, '..', name)
  cpSync(LEFT, data, { recursive: true })
  return data
}

describe.skipIf(process.platform !== 'linux')('a package', () => {
  it('names in a .deb who maintains it and where it comes from', () => {
    const named = (option: string): string | undefined => made.fpm[made.fpm.indexOf(option) + 1]
    expect(named('--maintainer')).toMatch(/^[^<>@]+ <[^<>@\s]+@[^<>@\s]+\.[^<>@\s]+>$/)
    expect(new URL(named('--url') ?? '').protocol).toBe('https:')
    expect([named('--name'), named('--version'), named('--license')]).toEqual([
      'balcao',
      manifest.version,
      'Apache-2.0',
    ])
  })

  it('puts only existing files into a .deb', () => {
    const mapped = made.fpm
      .filter((argument) => argument.includes('=/'))
      .map((argument) => argument.split('=/')[0] ?? '')
    expect(mapped).toContain('build/policy/balcao.json')
    for (const source of mapped.filter((each) => each.startsWith('build/')))
      expect(existsSync(path.join(root, source)), source).toBe(true)
  })

  it("has the technician's command where a .deb's user finds it", () => {
    expect(made.fpm).toContain('build/package/deb/balcao-station=/usr/bin/balcao-station')
    const place = made.fpm.find((argument) => argument.startsWith(`${made.installed}/=`))?.split('=')[1]
    expect(readFileSync(path.join(root, 'build', 'package', 'deb', 'balcao-station'), 'utf8')).toContain(
      `exec '${place ?? ''}/resources/bin/balcao-station' "$@"`,
    )
  })

  it("doesn't run as Node, and has every other fuse locked", () => {
    // In order: run as Node, cookie encryption, NODE_OPTIONS, inspector, archive integrity, load only from the archive,
    // own V8 snapshot, privileges of file://.
    expect(made.fuses.slice(0, 8)).toBe('01001100')
  })

  it('has the key of its updates in its archive, and where they lie', () => {
    // The archive holds files uncompressed, one after the other (github.com/electron/asar).
    expect(readFileSync(resource('app.asar'), 'utf8')).toContain(
      `"updates": {\n    "url": "${UPDATES}",\n    "key": "${KEY}"\n  }`,
    )
    expect(existsSync(resource('app-update.yml'))).toBe(true)
  })

  it('holds nothing of the dock and its door, which a checkout has', () => {
    const dist = path.join(root, 'dist')
    for (const file of ['electron/training', 'renderer/dock.html', 'renderer/assets/training'])
      expect(existsSync(path.join(dist, file)), file).toBe(true)
    const names = readdirSync(made.installed, { recursive: true }).map(String)
    expect(names.filter((name) => /(?:^|\/)(?:training|dock)(?:[./-]|$)/i.test(name))).toEqual([])
    // The archive holds files uncompressed, one after the other, and its header names each.
    const archive = readFileSync(resource('app.asar'), 'utf8')
    const own = readdirSync(resource('station'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.mjs$/.test(entry.name))
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    expect(archive).toContain('"kiosk.html":')
    expect(archive).toContain('"customer.html":')
    expect(archive).not.toContain('"dock.html":')
    // Words of the dock, names of its orders, and a part of its style sheet.
    for (const one of [
      'Trainer’s dock',
      '導師控制台',
      'card-terminal.customer',
      'printer.next',
      'station.kill',
      '--dock-scale',
    ])
      expect(
        [archive, ...own].some((text) => text.includes(one)),
        one,
      ).toBe(false)
  })

  it('leaves the maps of its bundle out, which stay with whoever built it', () => {
    expect(existsSync(path.join(root, 'dist', 'electron', 'main.js.map'))).toBe(true)
    // The archive's header lists its files as JSON, after the JSON's length (github.com/electron/asar).
    const archive = readFileSync(resource('app.asar'))
    const { files } = JSON.parse(archive.toString('utf8', 16, 16 + archive.readUInt32LE(12))) as {
      files: Record<string, unknown>
    }
    const own = JSON.stringify(files['dist'])
    expect([own.includes('"main.js":'), own.includes('"kiosk.html":'), own.includes('.map":')]).toEqual([
      true,
      true,
      false,
    ])
    expect(
      readdirSync(resource('station'), { recursive: true }).filter((name) => String(name).endsWith('.map')),
    ).toEqual([])
  })

  it('has a manifest that can be signed and is accepted then', () => {
    const name = readdirSync(made.out).find((each) => /^latest-linux.*\.yml$/.test(each)) ?? ''
    const [file, key] = [path.join(made.out, name), path.join(made.out, 'key.pem')]
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const { status, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'build', 'scripts', 'sign-update.ts'), '--key', key, file],
      { encoding: 'utf8' },
    )
    expect([status, stderr]).toEqual([0, ''])
    const [text, signature] = [readFileSync(file, 'utf8'), readFileSync(`${file}.sig`, 'utf8')]
    expect(readSignedManifest({ name, text, signature, key: publicKey, floor: manifest.version })).toMatchObject({
      version: manifest.version,
      files: [{ url: expect.stringMatching(/\.deb$/) as string }],
    })
  })

  it("isn't signed when it differs from its manifest", () => {
    const name = readdirSync(made.out).find((each) => /^latest-linux.*\.yml$/.test(each)) ?? ''
    const spoilt = path.join(made.out, 'spoilt.yml')
    writeFileSync(
      spoilt,
      readFileSync(path.join(made.out, name), 'utf8').replaceAll(
        /sha512: .*/g,
        `sha512: ${Buffer.alloc(64).toString('base64')}`,
      ),
    )
    const { status, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'build', 'scripts', 'sign-update.ts'), '--key', path.join(made.out, 'key.pem'), spoilt],
      { encoding: 'utf8' },
    )
    expect([status, stderr, existsSync(`${spoilt}.sig`)]).toEqual([
      1,
      expect.stringContaining('is not what spoilt.yml says of it'),
      false,
    ])
  })

  it('examines its station with its own Node and no checkout', () => {
    const { status, answer } = station('doctor', '--data', folder('looked-at'))
    expect([status, answer['state']]).toEqual([2, 'limited'])
    expect(answer['checks']).toContainEqual({ name: 'database', state: 'ok', detail: 'Whole.' })
  })

  it('verifies a journal', () => {
    const data = folder('verified')
    expect(station('journal', 'verify', '--data', data)).toMatchObject({
      status: 0,
      answer: { ok: true, entries: 145 },
    })
    expect(station('journal', 'verify', '--data', `${data}-elsewhere`)).toMatchObject({
      status: 64,
      answer: { ok: false },
    })
  })

  it('reads a code in a picture, with the decoder that lies beside it', async () => {
    const picture = path.join(made.installed, '..', 'slip.png')
    await toFile(picture, SLIP)
    expect(station('scan', '--image', picture)).toMatchObject({ answer: { kind: 'payment-slip', ok: true } })
  })

  it("names itself, and uses production's folder by default", () => {
    const { status, said } = station('help')
    expect([status, said.split('\n')[0]]).toEqual([0, 'Usage: balcao-station COMMAND'])
    expect(said).toContain("the production station's own")
    expect(station('doctor')).toMatchObject({ status: 2, answer: { state: 'closed' } })
    expect(existsSync(path.join(made.installed, '..', 'home', '.local', 'share', 'balcao', 'cache'))).toBe(false)
  })
})
