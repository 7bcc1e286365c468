import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bestPolicyOf, comparePolicy, policyFolder, policyInForce } from './policy.ts'

const text = readFileSync(new URL('../../build/policy/balcao.json', import.meta.url), 'utf8')
const policy = JSON.parse(text) as Record<string, unknown>

describe('the managed policy', () => {
  it('blocks developer tools, downloads, printing and every other address', () => {
    expect(policy).toMatchObject({
      DeveloperToolsAvailability: 2,
      RemoteDebuggingAllowed: false,
      DownloadRestrictions: 3,
      PrintingEnabled: false,
      URLBlocklist: ['*'],
      URLAllowlist: ['http://127.0.0.1', 'http://phone.localhost'],
      IncognitoModeAvailability: 1,
      ExtensionInstallBlocklist: ['*'],
      SyncDisabled: true,
    })
  })

  it('lets only our own pages have the camera', () => {
    expect(policy).toMatchObject({
      VideoCaptureAllowed: false,
      VideoCaptureAllowedUrls: ['http://127.0.0.1:*'],
      AudioCaptureAllowed: false,
      ScreenCaptureAllowed: false,
    })
    for (const [key, value] of Object.entries(policy))
      if (/^Default.*Setting$/.test(key) && key !== 'DefaultBrowserSettingEnabled') expect(value, key).toBe(2)
  })
})

describe('whether the policy is in force', () => {
  it('is in force when a browser reads all of it', () => {
    expect(comparePolicy(policy, [text])).toEqual({ state: 'in-force' })
    expect(comparePolicy(policy, ['{"HomepageLocation":"about:blank"}', text])).toEqual({ state: 'in-force' })
  })

  it('is weakened when a later file changes keys, which are named', () => {
    expect(comparePolicy(policy, [text, '{"PrintingEnabled":true,"URLBlocklist":[]}'])).toEqual({
      state: 'weakened',
      keys: ['PrintingEnabled', 'URLBlocklist'],
    })
  })

  it('is missing when nothing of it is there', () => {
    for (const texts of [[], ['{}'], ['not JSON'], ['[]'], ['{"HomepageLocation":"x"}']])
      expect(comparePolicy(policy, texts)).toEqual({ state: 'missing' })
  })

  it('is read past a file that is no JSON', () => {
    expect(comparePolicy(policy, [text, '{{{'])).toEqual({ state: 'in-force' })
  })

  it('has a folder for each browser', () => {
    expect(policyFolder('linux', '/usr/bin/chromium')).toBe('/etc/chromium/policies/managed')
    expect(policyFolder('linux', '/usr/bin/chromium-browser')).toBe('/etc/chromium-browser/policies/managed')
    expect(policyFolder('linux', '/opt/google/chrome/google-chrome')).toBe('/etc/opt/chrome/policies/managed')
    expect(policyFolder('linux', '/usr/bin/microsoft-edge')).toBe('/etc/opt/edge/policies/managed')
    expect(policyFolder('win32', 'C:\\chrome.exe')).toBeNull()
  })

  it('has the best state of all browsers when it is unknown which one shows the pages', () => {
    const [inForce, weakened, missing] = [
      { state: 'in-force' },
      { state: 'weakened', keys: ['PrintingEnabled'] },
      { state: 'missing' },
    ] as const
    expect(bestPolicyOf([missing, weakened, inForce])).toEqual(inForce)
    expect(bestPolicyOf([missing, weakened])).toEqual(weakened)
    expect(bestPolicyOf([{ state: 'unknown' }, missing])).toEqual(missing)
    expect(bestPolicyOf([])).toEqual({ state: 'unknown' })
  })

  it("isn't needed without a browser, and unknown without the policy to compare with", () => {
    expect(policyInForce(null)).toEqual({ state: 'not-needed' })
    expect(policyInForce('/usr/bin/chromium', '/nowhere/balcao.json')).toEqual({ state: 'unknown' })
  })
})
