import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { getConfig } from 'app-builder-lib/out/util/config/config.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readLaunchArguments } from '../../electron/shell/electron/launch-arguments.ts'
import { root } from '../scripts/run.ts'

const FACES = ['kiosk', 'counter'] as const
const unit = (face: (typeof FACES)[number]): string =>
  readFileSync(path.join(import.meta.dirname, `balcao-${face}.service`), 'utf8')
const values = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value ?? '')

/**
 * The settings that imply `NoNewPrivileges=` in units of a user's manager, so that no setuid program gains its rights
 * (systemd.exec(5)).
 */
const IMPLY_NO_NEW_PRIVILEGES = [
  'NoNewPrivileges',
  'RestrictSUIDSGID',
  'LockPersonality',
  'SystemCallArchitectures',
  'SystemCallFilter',
  'SystemCallLog',
  'RestrictAddressFamilies',
  'RestrictNamespaces',
  'RestrictRealtime',
  'RestrictFileSystems',
  'MemoryDenyWriteExecute',
  'PrivateDevices',
  'ProtectKernelTunables',
  'ProtectKernelModules',
  'ProtectKernelLogs',
  'ProtectClock',
  'ProtectHostname',
  'DynamicUser',
]

/**
 * Whether `systemd-analyze`, which verifies units, is installed; else its tests don't run. It needs no running systemd,
 * only a runtime folder.
 */
const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0
if (!hasAnalyze)
  process.stdout.write("the units in the eyes of systemd-analyze: not here, that program of systemd isn't\n")

describe.each(FACES)('the unit of a %s', (face) => {
  it('starts its face with options that a package accepts', () => {
    const [program, ...args] = values(unit(face), 'ExecStart')[0]?.split(' ') ?? []
    expect([program, readLaunchArguments(args, {}, true)]).toMatchObject([
      '/usr/bin/balcao',
      { faces: [face], mode: 'production' },
    ])
  })

  it('is restarted without limit, and ended when it stops reporting that it is well', () => {
    expect([values(unit(face), 'StartLimitIntervalSec'), values(unit(face), 'NotifyAccess')]).toEqual([['0'], ['all']])
    expect(values(unit(face), 'Restart')).toEqual([face === 'kiosk' ? 'always' : 'on-failure'])
    // A station counts as silent only after 20 s, so it can be asked three times within the watchdog's time.
    expect(Number(values(unit(face), 'WatchdogSec')[0])).toBeGreaterThanOrEqual(60)
  })

  it("leaves Chromium's sandbox what it needs", () => {
    for (const name of [
      'RestrictNamespaces',
      'MemoryDenyWriteExecute',
      'SystemCallFilter',
      'PrivateUsers',
      'ProtectProc',
      'ProtectSystem',
      'PrivateDevices',
    ])
      expect(values(unit(face), name), name).toEqual([])
  })

  it('lets the setuid programs fusermount and chrome-sandbox run', () => {
    for (const name of IMPLY_NO_NEW_PRIVILEGES) expect(values(unit(face), name), name).toEqual([])
  })

  it('is packed into the folder of user units', async () => {
    const { deb } = await getConfig(root, 'electron-builder.yml', null)
    expect(deb?.fpm).toContain(`build/systemd/balcao-${face}.service=/usr/lib/systemd/user/balcao-${face}.service`)
  })
})

if (hasAnalyze) {
  describe('systemd-analyze', () => {
    let folder: string
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'balcao-units-'))
    })
    afterEach(() => rmSync(folder, { recursive: true, force: true }))

    /** Verifies a unit whose program is replaced by one that exists, and answers what `systemd-analyze` says. */
    function verify(
      face: (typeof FACES)[number],
      change: (text: string) => string = (text) => text,
    ): { status: number | null; stderr: string } {
      const file = path.join(folder, `balcao-${face}.service`)
      writeFileSync(file, change(unit(face).replace('ExecStart=/usr/bin/balcao', 'ExecStart=/bin/true')))
      const { status, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', file], {
        encoding: 'utf8',
        env: { ...process.env, XDG_RUNTIME_DIR: folder },
      })
      return { status, stderr }
    }

    it.each(FACES)('accepts the unit of a %s', (face) => {
      expect(verify(face)).toEqual({ status: 0, stderr: '' })
    })

    it('reports a misspelt setting', () => {
      expect(verify('kiosk', (text) => text.replace('WatchdogSec', 'WatchdogSecs')).stderr).toContain('WatchdogSecs')
    })
  })
}
