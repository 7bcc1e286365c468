import { describe, expect, it } from 'vitest'
import { keyProtectionOf } from './key-protection.ts'
import { readLaunchArguments, SANDBOX_VARIABLE } from './launch-arguments.ts'
import { mayLoad, mayNavigate, openedWindow, ownPath, pageAddress } from './navigation.ts'
import { mayHave } from './permissions.ts'
import { createTrustedSenders } from './senders.ts'
import { mayLookForUpdates } from './update-policy.ts'
import { changeWindows, pagePreferences, planWindows, rememberScreens, type Display } from './windows.ts'

const FOREIGN = [
  'https://evil.example/',
  'http://127.0.0.1/kiosk',
  'file:///etc/passwd',
  'app://evil/kiosk',
  'app://balcao.evil/kiosk',
  'app://balcao:80/kiosk',
  'app://user@balcao/kiosk',
  'app:balcao/kiosk',
  'APP://BALCAO/kiosk',
  'javascript:alert(1)',
  'about:blank',
  'data:text/html,x',
  'blob:https://evil.example/1',
  'chrome://gpu',
  'devtools://x',
  'view-source:app://balcao/kiosk',
  'filesystem:app://balcao/kiosk',
  '',
  'kiosk',
  ' app://balcao/kiosk',
]

describe('navigation', () => {
  it('stays on a face’s own page', () => {
    expect(mayNavigate('kiosk', pageAddress('kiosk'))).toBe(true)
    expect(mayNavigate('kiosk', `${pageAddress('kiosk')}#/x?y`)).toBe(true)
    for (const address of [
      ...FOREIGN,
      pageAddress('counter'),
      'app://balcao/',
      'app://balcao/kiosk/',
      'app://balcao/%6biosk',
      'app://balcao/x/../kiosk',
    ]) {
      expect(mayNavigate('kiosk', address), address).toBe(false)
    }
  })

  it('recognises our own address by its text alone', () => {
    expect(ownPath('app://balcao/assets/main.js?x#y')).toBe('/assets/main.js')
    expect(ownPath('app://balcao/a/../b')).toBe('/a/../b')
    for (const address of FOREIGN) expect(ownPath(address), address).toBeNull()
  })

  it('lets a page load only our files and what it made itself', () => {
    for (const address of ['app://balcao/assets/main.js', 'blob:app://balcao/1-2', 'data:image/png;base64,AA'])
      expect(mayLoad(address), address).toBe(true)
    for (const address of FOREIGN) expect(mayLoad(address), address).toBe(false)
  })

  it('opens no window, and only training’s phone page in a browser', () => {
    const phone = 'http://phone.localhost:4000/'
    expect(openedWindow('http://phone.localhost:4000/phone?x=1', phone, false)).toBe('outside')
    for (const address of [
      ...FOREIGN,
      'http://phone.localhost:4001/',
      'https://phone.localhost:4000/',
      'http://phone.localhost.evil:4000/',
      'http://x@phone.localhost:4000/',
      pageAddress('kiosk'),
    ]) {
      expect(openedWindow(address, phone, false), address).toBe('deny')
      expect(openedWindow(address, null, false), address).toBe('deny')
    }
    expect(openedWindow(phone, null, false)).toBe('deny')
  })

  it('opens the dock only where there is one, by its own address alone', () => {
    expect(openedWindow('app://balcao/dock', null, true)).toBe('dock')
    expect(openedWindow('app://balcao/dock', null, false)).toBe('deny')
    for (const address of [
      ...FOREIGN,
      pageAddress('kiosk'),
      'app://balcao/dock/',
      'app://balcao/dock?x',
      'app://balcao/dock#x',
      'app://balcao/%64ock',
      'app://balcao/x/../dock',
      'app://evil/dock',
    ])
      expect(openedWindow(address, null, true), address).toBe('deny')
  })
})

describe('permissions', () => {
  const camera = {
    page: 'kiosk',
    permission: 'media',
    media: ['video'],
    address: pageAddress('kiosk'),
    isMainFrame: true,
  } as const

  it('give our own page the camera', () => {
    expect(mayHave(camera)).toBe(true)
    expect(mayHave({ ...camera, address: 'app://balcao' })).toBe(true)
    expect(mayHave({ ...camera, address: 'app://balcao/' })).toBe(true)
  })

  it('give nothing else to anybody', () => {
    expect(mayHave({ ...camera, media: ['audio'] })).toBe(false)
    expect(mayHave({ ...camera, media: ['video', 'audio'] })).toBe(false)
    expect(mayHave({ ...camera, media: [] })).toBe(false)
    expect(mayHave({ ...camera, media: ['unknown'] })).toBe(false)
    expect(mayHave({ ...camera, isMainFrame: false })).toBe(false)
    expect(mayHave({ ...camera, page: 'dock', address: pageAddress('dock') })).toBe(false)
    for (const address of FOREIGN) expect(mayHave({ ...camera, address }), address).toBe(false)
    for (const permission of [
      'geolocation',
      'notifications',
      'midi',
      'clipboard-read',
      'hid',
      'usb',
      'serial',
      'fullscreen',
      'openExternal',
      'display-capture',
      'fileSystem',
      'unknown',
      '',
    ]) {
      expect(mayHave({ ...camera, permission }), permission).toBe(false)
    }
  })
})

describe('messages from a page', () => {
  it('are accepted only from the main frame of our window on its own page', () => {
    const senders = createTrustedSenders()
    senders.trust(7, 'kiosk')
    const ours = { id: 7, address: pageAddress('kiosk'), isMainFrame: true }
    expect(senders.pageOf(ours)).toBe('kiosk')
    expect(senders.pageOf({ ...ours, id: 8 })).toBeNull()
    expect(senders.pageOf({ ...ours, isMainFrame: false })).toBeNull()
    expect(senders.pageOf({ ...ours, address: undefined })).toBeNull()
    expect(senders.pageOf({ ...ours, address: pageAddress('counter') })).toBeNull()
    expect(senders.pageOf({ ...ours, address: 'https://evil.example/' })).toBeNull()
    senders.forget(7)
    expect(senders.pageOf(ours)).toBeNull()
  })
})

describe('windows', () => {
  const upright: Display = { id: 1, bounds: { x: 0, y: 0, width: 1080, height: 1920 }, isPrimary: false }
  const wide: Display = { id: 2, bounds: { x: 1080, y: 0, width: 1920, height: 1080 }, isPrimary: true }

  it('are one for each face, each on its own screen', () => {
    const planned = planWindows([{ face: 'kiosk' }, { face: 'counter' }, { face: 'kiosk' }], [upright, wide])
    expect(planned.map(({ face, display }) => [face, display])).toEqual([
      ['kiosk', 2],
      ['counter', 1],
    ])
    expect(planned.map(({ kiosk }) => kiosk)).toEqual([true, false])
  })

  it('stay on the screen where they were put, while it is there', () => {
    expect(
      planWindows([{ face: 'counter' }, { face: 'kiosk', display: 2 }], [upright, wide]).map(({ face, display }) => [
        face,
        display,
      ]),
    ).toEqual([
      ['counter', 1],
      ['kiosk', 2],
    ])
    expect(planWindows([{ face: 'kiosk', display: 9 }], [upright, wide])[0]?.display).toBe(2)
  })

  it("prefer a screen of their face's orientation when neither is the main one", () => {
    const second = { ...wide, isPrimary: false }
    expect(planWindows([{ face: 'kiosk' }], [second, upright])[0]?.display).toBe(1)
    expect(planWindows([{ face: 'counter' }], [upright, second])[0]?.display).toBe(2)
  })

  it('are none for a face without a screen', () => {
    expect(planWindows([{ face: 'kiosk' }, { face: 'counter' }], [wide])).toHaveLength(1)
    expect(planWindows([{ face: 'kiosk' }], [])).toEqual([])
  })

  it("put the customer's window on the counter's second screen, where it fills it", () => {
    const second = { ...wide, id: 9, isPrimary: false }
    const main = { ...wide, id: 8, isPrimary: true }
    const planned = planWindows([{ face: 'counter' }, { face: 'customer' }], [second, main])
    expect(planned.map(({ face, display, kiosk }) => [face, display, kiosk])).toEqual([
      ['counter', 8, false],
      ['customer', 9, true],
    ])
    expect(planWindows([{ face: 'counter' }, { face: 'customer' }], [main])).toMatchObject([{ face: 'counter' }])
  })

  it('close and open only when a screen came or went', () => {
    const both = planWindows(
      [
        { face: 'kiosk', display: 1 },
        { face: 'counter', display: 2 },
      ],
      [upright, wide],
    )
    expect(changeWindows(both, both)).toEqual({ close: [], open: [], stay: both })
    const one = planWindows([{ face: 'kiosk', display: 1 }], [upright])
    expect(changeWindows(both, one)).toEqual({ close: ['counter'], open: [], stay: one })
    expect(changeWindows([], both).open).toHaveLength(2)
  })

  it('are kept on the screen where they first stood, even one that is gone', () => {
    const wanted = [{ face: 'kiosk' }, { face: 'counter', display: 9 }] as const
    expect(rememberScreens(wanted, planWindows(wanted, [wide]))).toEqual([
      { face: 'kiosk', display: 2 },
      { face: 'counter', display: 9 },
    ])
    expect(rememberScreens(wanted, [])).toEqual(wanted)
  })

  it('keep every security setting', () => {
    expect(pagePreferences(true)).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      devTools: false,
    })
    expect(pagePreferences(false).devTools).toBe(true)
  })
})

describe('the key store', () => {
  it.each([
    ['darwin', 'v10', 'system'],
    ['win32', 'v10', 'system'],
    ['linux', 'v11', 'system'],
    ['linux', 'v12', 'system'],
    ['linux', 'v10', 'file'],
  ] as const)('on %s, where it seals with %s, protects by %s', (platform, mark, protection) => {
    expect(keyProtectionOf(platform, Buffer.from(`${mark}\u0001\u00ffsealed`, 'latin1'))).toBe(protection)
  })
})

describe('updates', () => {
  it('are looked for by an installed and configured package only', () => {
    expect(mayLookForUpdates({ isPackaged: true, isConfigured: true })).toBe(true)
    expect(mayLookForUpdates({ isPackaged: false, isConfigured: true })).toBe(false)
    expect(mayLookForUpdates({ isPackaged: true, isConfigured: false })).toBe(false)
  })
})

describe('Electron’s command line', () => {
  const sandbox = {
    url: 'http://127.0.0.1:4000',
    phoneUrl: 'http://phone.localhost:4000',
    enrolmentCode: 'x',
    root: 'AAAA',
    terminal: { host: '127.0.0.1', port: 4001 },
  }

  it('reads our options among Chromium’s and a test driver’s', () => {
    const argv = [
      '--remote-debugging-port=0',
      '--inspect=0',
      '/app/main.js',
      '--face=counter',
      '--data=/d',
      '--mode=training',
      '--no-first-run',
    ]
    expect(readLaunchArguments(argv, { [SANDBOX_VARIABLE]: JSON.stringify(sandbox) }, false)).toEqual({
      faces: ['counter'],
      data: '/d',
      mode: 'training',
      phoneAddress: undefined,
      sandbox,
    })
  })

  it('is production without a sandbox in a package, whatever is set', () => {
    for (const text of [JSON.stringify(sandbox), '{'])
      expect(readLaunchArguments([], { [SANDBOX_VARIABLE]: text }, true)).toEqual({
        face: undefined,
        data: undefined,
        mode: 'production',
        phoneAddress: undefined,
        sandbox: undefined,
      })
    expect(readLaunchArguments([], {}, false)?.mode).toBe('training')
  })

  it('reads a value after a space like one after an equals sign', () => {
    expect(readLaunchArguments(['/app/main.js', '--data', '/d', '--face', 'counter'], {}, false)).toMatchObject({
      faces: ['counter'],
      data: '/d',
    })
    expect(readLaunchArguments(['--data', '--face=counter'], {}, false)).toBeNull()
  })

  it.each([
    '--remote-debugging-port=1',
    '--inspect',
    '-proxy-server=1.2.3.4',
    '--no-sandbox',
    '--host-rules=MAP',
    '--ignore-certificate-errors',
    '--js-flags=x',
  ])('refuses %s in a package', (argument) => {
    expect(readLaunchArguments(['--face=counter', argument], {}, true)).toBeNull()
    expect(readLaunchArguments(['--face=counter', argument], {}, false)).not.toBeNull()
  })

  it('accepts in a package how it stands on the screen', () => {
    expect(readLaunchArguments(['--face', 'kiosk', '--ozone-platform=wayland', '--data=/d'], {}, true)).toMatchObject({
      faces: ['kiosk'],
      data: '/d',
    })
  })

  it.each([
    [['--face=technician'], {}],
    [['--mode=x'], {}],
    [['--data='], {}],
    [['--face'], {}],
    [[], { [SANDBOX_VARIABLE]: '{' }],
    [[], { [SANDBOX_VARIABLE]: '{"url":1}' }],
  ])('refuses %j %o', (argv, env) => {
    expect(readLaunchArguments(argv, env, false)).toBeNull()
  })
})
