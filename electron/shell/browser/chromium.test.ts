import { describe, expect, it } from 'vitest'
import {
  canKeepSandbox,
  findBrowser,
  hasDisplay,
  windowArguments,
  windowEnvironment,
  type HostMachine,
} from './chromium.ts'
import { chooseDisplay } from './run.ts'

/** A machine that is described and not looked at. */
function machine(has: {
  platform?: NodeJS.Platform
  env?: NodeJS.ProcessEnv
  uid?: number
  files?: string[]
  texts?: Record<string, string>
  setuid?: string[]
  links?: Record<string, string>
}): HostMachine {
  return {
    platform: has.platform ?? 'linux',
    env: has.env ?? { DISPLAY: ':0', PATH: '/usr/bin:/opt/own/bin' },
    uid: has.uid ?? 1000,
    exists: (file) => (has.files ?? []).includes(file),
    read: (file) => has.texts?.[file],
    isSetuidRoot: (file) => (has.setuid ?? []).includes(file),
    resolve: (file) => has.links?.[file] ?? file,
  }
}

describe('finding a browser', () => {
  it.each([
    ['linux', {}, '/usr/bin/chromium', 'Chromium'],
    ['linux', {}, '/usr/bin/chromium-browser', 'Chromium'],
    ['linux', {}, '/snap/bin/chromium', 'Chromium'],
    ['linux', {}, '/usr/bin/google-chrome', 'Chrome'],
    ['linux', {}, '/opt/google/chrome/google-chrome', 'Chrome'],
    ['linux', {}, '/usr/bin/microsoft-edge-stable', 'Edge'],
    ['linux', { PATH: '/opt/own/bin' }, '/opt/own/bin/chromium', 'Chromium'],
    ['darwin', {}, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'Chrome'],
    ['darwin', { HOME: '/Users/x' }, '/Users/x/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge', 'Edge'],
    [
      'win32',
      { PROGRAMFILES: 'C:\\Program Files' },
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'Chrome',
    ],
    ['win32', { 'PROGRAMFILES(X86)': 'C:\\P86' }, 'C:\\P86\\Microsoft\\Edge\\Application\\msedge.exe', 'Edge'],
  ] as const)('on %s finds %o %s', (platform, env, file, name) => {
    expect(findBrowser(machine({ platform, env, files: [file] }))).toEqual({ name, path: file })
  })

  it('takes Chromium before Chrome before Edge', () => {
    const files = ['/usr/bin/microsoft-edge', '/usr/bin/google-chrome', '/usr/bin/chromium']
    expect(findBrowser(machine({ files }))?.name).toBe('Chromium')
    expect(findBrowser(machine({ files: files.slice(0, 2) }))?.name).toBe('Chrome')
  })

  it("takes the one that BALCAO_BROWSER names, and none when that isn't there", () => {
    const env = { BALCAO_BROWSER: '/opt/kiosk/browser' }
    expect(findBrowser(machine({ env, files: ['/opt/kiosk/browser', '/usr/bin/chromium'] }))?.path).toBe(
      '/opt/kiosk/browser',
    )
    expect(findBrowser(machine({ env, files: ['/usr/bin/chromium'] }))).toBeNull()
  })

  it('never looks in a relative folder of PATH', () => {
    expect(
      findBrowser(machine({ env: { PATH: '.:bin' }, files: ['chromium', 'bin/chromium', './chromium'] })),
    ).toBeNull()
  })
})

describe('whether a browser can keep its sandbox', () => {
  const userns = '/proc/sys/kernel/unprivileged_userns_clone'
  const most = '/proc/sys/user/max_user_namespaces'
  const apparmor = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'
  it.each([
    ['not as root', { uid: 0, setuid: ['/usr/lib/chromium/chrome-sandbox'] }, false],
    ['yes for a user whose kernel allows namespaces', {}, true],
    ['not when user namespaces are switched off', { texts: { [userns]: '0\n' } }, false],
    ['not when no user namespace may be made', { texts: { [most]: '0\n' } }, false],
    ['not when AppArmor restricts them', { texts: { [apparmor]: '1\n' } }, false],
    [
      'yes when AppArmor has a profile for it',
      { texts: { [apparmor]: '1\n', '/etc/apparmor.d/chromium': 'profile chromium /usr/lib/chromium/chromium {}' } },
      true,
    ],
    [
      'not when AppArmor has a profile for another',
      { texts: { [apparmor]: '1\n', '/etc/apparmor.d/chrome': 'profile chrome /srv/chrome/chrome {}' } },
      false,
    ],
    [
      'yes when Chromium’s own helper has its rights',
      { texts: { [userns]: '0\n' }, setuid: ['/usr/lib/chromium/chrome-sandbox'] },
      true,
    ],
    ['yes on macOS', { platform: 'darwin' as const, uid: 0 }, true],
  ])('is told from the system: %s', (_when, has, keeps) => {
    expect(canKeepSandbox(machine(has), '/usr/bin/chromium').keeps).toBe(keeps)
  })

  it('is told from the helper beside the program when a link leads to it', () => {
    const has = { texts: { [userns]: '0' }, links: { '/usr/bin/google-chrome': '/opt/google/chrome/google-chrome' } }
    expect(
      canKeepSandbox(machine({ ...has, setuid: ['/opt/google/chrome/chrome-sandbox'] }), '/usr/bin/google-chrome')
        .keeps,
    ).toBe(true)
    expect(
      canKeepSandbox(machine({ ...has, setuid: ['/usr/lib/chromium/chrome-sandbox'] }), '/usr/bin/google-chrome').keeps,
    ).toBe(false)
  })
})

describe('choosing between a window and serving', () => {
  const files = ['/usr/bin/chromium']
  it('opens a window when there is a display and a browser that keeps its sandbox', () => {
    expect(chooseDisplay(machine({ files }), 'x')).toEqual({
      how: 'window',
      browser: { name: 'Chromium', path: '/usr/bin/chromium' },
      because: 'x',
    })
    expect(chooseDisplay(machine({ files, env: { WAYLAND_DISPLAY: 'wayland-0' } }), 'x').how).toBe('window')
  })

  it.each([
    ['there is no display', { files, env: {} }],
    ['there is no display', { files, env: { DISPLAY: '' } }],
    ['no Chromium, Chrome or Edge was found', {}],
    ['a browser can’t keep its sandbox as root', { files, uid: 0 }],
  ])('serves, because %s', (because, has) => {
    expect(chooseDisplay(machine(has), 'x')).toEqual({ how: 'serve', because })
  })

  it('takes macOS and Windows to have a display', () => {
    expect([
      hasDisplay(machine({ platform: 'darwin', env: {} })),
      hasDisplay(machine({ platform: 'win32', env: {} })),
    ]).toEqual([true, true])
  })
})

describe('a window’s arguments', () => {
  const given = { address: 'http://127.0.0.1:1/launch?token=x', profile: '/tmp/p', graphics: true }

  it('fill a kiosk’s screen and size a counter’s window', () => {
    const kiosk = windowArguments({ ...given, face: 'kiosk' })
    expect(kiosk).toEqual(
      expect.arrayContaining([
        '--kiosk',
        '--window-size=1080,1920',
        '--user-data-dir=/tmp/p',
        `--app=${given.address}`,
      ]),
    )
    const counter = windowArguments({ ...given, face: 'counter' })
    expect(counter).toEqual(expect.arrayContaining(['--start-maximized', '--window-size=1920,1080']))
    expect(counter).not.toContain('--kiosk')
  })

  it('never give up the sandbox, the page’s security or the permission prompts', () => {
    for (const face of ['kiosk', 'counter'] as const) {
      const text = windowArguments({ ...given, face, graphics: false }).join(' ')
      expect(text).not.toMatch(/no-sandbox|disable-setuid-sandbox|disable-web-security|remote-debugging/)
      expect(text).not.toMatch(/use-fake-ui|ignore-certificate|disable-site-isolation|single-process/)
    }
  })

  it('leave out the environment’s own flags', () => {
    expect(
      windowEnvironment({
        DISPLAY: ':0',
        CHROMIUM_FLAGS: '--no-sandbox',
        npm_config_x: '1',
        NODE_OPTIONS: '--inspect',
        CHROME_DEVEL_SANDBOX: '',
      }),
    ).toEqual({ DISPLAY: ':0' })
  })
})
