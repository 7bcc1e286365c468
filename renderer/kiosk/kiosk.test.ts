// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Router } from 'vue-router'
import type { Facility, PageCamera, Payment, ScanAnswer, Status } from '../../electron/contract/index.ts'
import { useCamera } from '../client/camera.ts'
import { COUNTDOWN, SILENCE } from '../client/idle.ts'
import type { StationClient, StationLink } from '../client/link.ts'
import { useKeyboardScanner } from '../client/reading.ts'
import { useScan } from '../client/scan.ts'
import { stationLink } from '../client/station.ts'
import { i18n } from '../i18n/index.ts'
import KioskFace from './KioskFace.vue'
import { createKioskRouter } from './router.ts'

vi.mock('../../hardware/scanner/camera/camera.ts', () => ({ startCamera: () => ({ stop: () => Promise.resolve() }) }))

const now = '2026-03-24T06:36:00.000Z'
const status: Status = {
  mode: 'training',
  station: { id: 'B-1', site: 'x' },
  now,
  line: { state: 'up', since: now },
  trust: { state: 'current' },
  devices: [],
  readiness: { state: 'ready', reasons: [], unavailable: [] },
  keyProtection: 'file',
  operator: null,
  phone: null,
}
const eid: ScanAnswer = {
  ok: true,
  kind: 'eid-presentation',
  person: {
    service: 'my-eid',
    purpose: 'show-own-eid',
    fields: [{ name: 'nameChinese', value: '測試一', masked: false }],
    assurance: { level: 'online', at: now },
    readAt: now,
  },
}
const card: Payment = {
  transaction: '01900000-0000-7000-8000-000000000001',
  state: 'asked',
  tender: 'card',
  totalAvos: 85_000,
  items: [],
  startedAt: now,
  canCancel: true,
  hasSlip: false,
  askCash: false,
}

async function show(
  current: Payment | null = null,
  told: Status = status,
): Promise<{
  face: ReturnType<typeof mount>
  router: Router
  ended: () => number
  scan: () => Promise<void>
  /** What the page told the station of its camera, in turn. */
  announced: readonly PageCamera[]
}> {
  let ended = 0
  const announced: PageCamera[] = []
  const client = {
    station: { status: () => Promise.resolve(told), events: () => new Promise(() => {}) },
    scan: { submit: () => Promise.resolve(eid), expect: () => Promise.resolve({}) },
    devices: { announceCamera: (camera: PageCamera) => (announced.push(camera), Promise.resolve({})) },
    person: { end: () => ((ended += 1), Promise.resolve({ ok: true })) },
    payments: {
      current: () => Promise.resolve({ payment: current }),
      show: () => Promise.resolve({ ok: true, payment: current }),
    },
  } as unknown as StationClient
  const link: StationLink = { client, state: () => 'open', onState: () => () => {}, close: () => {} }
  const router = createKioskRouter()
  const face = mount(KioskFace, {
    global: { plugins: [createPinia(), i18n, router], provide: { [stationLink as symbol]: link } },
  })
  await router.push('/')
  await flushPromises()
  const scan = async (): Promise<void> => {
    await useScan().submit({ bytes: new Uint8Array([1]), source: 'camera' }, 'my-eid')
    await flushPromises()
  }
  return { face, router, ended: () => ended, scan, announced }
}

/** Gives the page a speech synthesis that records its sentences. A sentence ends only when the test calls `end`. */
function giveVoice(): { said: string[]; end: () => void } {
  const said: string[] = []
  let last: { onend?: (() => void) | null } | undefined
  vi.stubGlobal(
    'SpeechSynthesisUtterance',
    class {
      text: string
      onend = null
      constructor(text: string) {
        this.text = text
      }
    },
  )
  Object.defineProperty(window, 'speechSynthesis', {
    configurable: true,
    value: {
      getVoices: () => [{ lang: 'en-GB' }],
      addEventListener() {},
      removeEventListener() {},
      cancel() {},
      speak: (utterance: { text: string; onend?: (() => void) | null }) => {
        said.push(utterance.text)
        last = utterance
      },
    },
  })
  return { said, end: () => last?.onend?.() }
}

const buttonOf = (face: ReturnType<typeof mount>, words: string) =>
  face.findAll('button').find((button) => button.text().includes(words))

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  Reflect.deleteProperty(window, 'speechSynthesis')
  document.body.innerHTML = ''
  sessionStorage.clear()
})

describe('the kiosk', () => {
  it("says goodbye in the person's language and starts afresh when they leave", async () => {
    const { face, router, ended, scan } = await show()
    await buttonOf(face, 'English')?.trigger('click')
    await scan()
    expect(face.text()).toContain('測試一')
    const before = ended()
    await buttonOf(face, 'Done, leave')?.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('leave')
    expect(face.text()).toContain('Nothing of yours is left here')
    expect(face.text()).not.toContain('測試一')
    expect(ended()).toBe(before + 1)
    await buttonOf(face, 'Start')?.trigger('click')
    await flushPromises()
    expect(face.text()).toContain('請掃描二維碼')
    face.unmount()
  })

  it('forgets the person when they go back from the answer', async () => {
    const { face, router, ended, scan } = await show()
    await scan()
    const before = ended()
    await buttonOf(face, '返回')?.trigger('click')
    await flushPromises()
    expect([router.currentRoute.value.name, ended()]).toEqual(['home', before + 1])
    expect(face.text()).not.toContain('測試一')
    face.unmount()
  })

  it('asks and then forgets everything when nobody touches it', async () => {
    vi.useFakeTimers()
    const { face, router, scan } = await show()
    await scan()
    await vi.advanceTimersByTimeAsync(SILENCE + 500)
    expect(face.text()).toContain('您還在嗎？')
    await buttonOf(face, '我還在')?.trigger('click')
    expect(face.text()).not.toContain('您還在嗎？')
    await vi.advanceTimersByTimeAsync(SILENCE + COUNTDOWN + 500)
    expect(router.currentRoute.value.name).toBe('leave')
    expect(face.text()).not.toContain('測試一')
    face.unmount()
  })

  it('counts no silence while it reads aloud, and says its countdown afterwards', async () => {
    vi.useFakeTimers()
    const { said, end } = giveVoice()
    const { face, router, scan } = await show()
    await buttonOf(face, 'English')?.trigger('click')
    await scan()
    await buttonOf(face, 'Read aloud')?.trigger('click')
    await vi.advanceTimersByTimeAsync(SILENCE + COUNTDOWN + 500)
    expect([router.currentRoute.value.name, face.text().includes('Are you still there?'), said.length]).toEqual([
      'answer',
      false,
      1,
    ])
    end()
    await vi.advanceTimersByTimeAsync(SILENCE + 500)
    expect(said.at(-1)).toMatch(/^Are you still there\? In (20|19) seconds everything of yours/)
    await vi.advanceTimersByTimeAsync(COUNTDOWN - 1000)
    expect(said.slice(-2)).toEqual(['10 seconds left.', '5 seconds left.'])
    expect(face.text()).toContain('In one second everything of yours')
    await vi.advanceTimersByTimeAsync(1000)
    expect(router.currentRoute.value.name).toBe('leave')
    face.unmount()
  })

  it("isn't kept open by a voice that never ends", async () => {
    vi.useFakeTimers()
    giveVoice()
    const { face, router, scan } = await show()
    await buttonOf(face, 'English')?.trigger('click')
    await scan()
    await buttonOf(face, 'Read aloud')?.trigger('click')
    await vi.advanceTimersByTimeAsync(180_000 + SILENCE + COUNTDOWN + 500)
    expect(router.currentRoute.value.name).toBe('leave')
    face.unmount()
  })

  it('keeps language and simple view when it is reloaded during a payment', async () => {
    const first = await show()
    await buttonOf(first.face, 'English')?.trigger('click')
    await buttonOf(first.face, 'Simple view')?.trigger('click')
    first.face.unmount()
    const { face, router } = await show(card)
    expect(router.currentRoute.value.name).toBe('payment')
    expect([document.documentElement.lang, document.documentElement.dataset['view']]).toEqual(['en', 'simple'])
    face.unmount()
  })

  it('begins afresh when it is reloaded after a person left', async () => {
    const { face, router, scan } = await show()
    await buttonOf(face, 'English')?.trigger('click')
    await scan()
    await buttonOf(face, 'Done, leave')?.trigger('click')
    await flushPromises()
    expect([router.currentRoute.value.name, document.documentElement.lang, sessionStorage.getItem('visit')]).toEqual([
      'leave',
      'en',
      null,
    ])
    await buttonOf(face, 'Português')?.trigger('click')
    face.unmount()
    expect(sessionStorage.getItem('visit')).toBeNull()
    const next = await show()
    expect(document.documentElement.lang).toBe('zh-Hant')
    next.face.unmount()
  })

  it('begins afresh after silence when nobody touches it after a reload', async () => {
    vi.useFakeTimers()
    const first = await show()
    await buttonOf(first.face, 'English')?.trigger('click')
    first.face.unmount()
    const { face } = await show()
    expect(document.documentElement.lang).toBe('en')
    await vi.advanceTimersByTimeAsync(SILENCE + COUNTDOWN + 500)
    expect([document.documentElement.lang, sessionStorage.getItem('visit')]).toEqual(['zh-Hant', null])
    face.unmount()
  })

  it('begins afresh when what was kept is invalid', async () => {
    sessionStorage.setItem('visit', '{"language":"xx"}')
    const { face } = await show()
    expect(document.documentElement.lang).toBe('zh-Hant')
    face.unmount()
  })
})

describe("the kiosk's home", () => {
  const told = (...unavailable: Facility[]): Status => ({
    ...status,
    readiness: { state: 'limited', reasons: ['device-lost'], unavailable },
  })
  const SAID = {
    'permission-denied': 'refused',
    'camera-in-use': 'in-use',
    'camera-lost': 'lost',
    failed: 'failed',
  } as const
  /** Gives the browser's list of cameras. */
  function giveCameras(count: number): void {
    const cameras = Array.from({ length: count }, () => ({ kind: 'videoinput', deviceId: '', label: '' }))
    Object.defineProperty(window.navigator, 'mediaDevices', {
      configurable: true,
      value: {
        enumerateDevices: () => Promise.resolve(cameras),
        addEventListener() {},
        removeEventListener() {},
      },
    })
  }
  afterEach(() => Reflect.deleteProperty(window.navigator, 'mediaDevices'))

  const home = async (now: Status) => {
    const { face, router, announced } = await show(null, now)
    await buttonOf(face, 'English')?.trigger('click')
    await flushPromises()
    return { face, router, announced }
  }

  it('offers no payment where none can be made, and says where one can', async () => {
    const { face, router } = await home(told('payments'))
    for (const title of ['Vehicle tax', 'Fines and slips']) {
      const tile = buttonOf(face, title)
      expect(tile?.text()).toContain('Please use another machine or a counter.')
      expect(tile?.attributes('aria-disabled')).toBe('true')
      await tile?.trigger('click')
      await flushPromises()
      expect(router.currentRoute.value.name).toBe('home')
    }
    expect(buttonOf(face, 'My eID')?.attributes('aria-disabled')).toBeUndefined()
    face.unmount()
  })

  it('asks for the camera while no scanner works', async () => {
    giveCameras(1)
    const { face, router } = await home(told('scanner'))
    expect(face.get('h1').text()).toBe('Hold a code to the camera')
    expect(buttonOf(face, 'My eID')?.attributes('aria-disabled')).toBeUndefined()
    await buttonOf(face, 'Scan with the camera')?.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('scan')
    face.unmount()
  })

  it.each(['permission-denied', 'camera-in-use', 'camera-lost', 'failed'] as const)(
    "doesn't ask for a camera whose last state was %s, until it works",
    async (state) => {
      giveCameras(1)
      const { face, announced } = await home(told('scanner'))
      const camera = useCamera()
      camera.see(state)
      camera.see('stopped')
      await flushPromises()
      expect(face.get('h1').text()).toContain('be read here just now')
      camera.see('scanning')
      await flushPromises()
      expect(face.get('h1').text()).toBe('Hold a code to the camera')
      expect(announced.map((camera) => camera.state)).toEqual(['ready', SAID[state], 'ready'])
      face.unmount()
    },
  )

  it('asks for codes without a scanner of the station, until its camera is refused and nothing else read', async () => {
    giveCameras(1)
    const { face } = await home({ ...status, devices: [] })
    expect(face.get('h1').text()).toBe('Hold a code to the scanner')
    useCamera().see('permission-denied')
    await flushPromises()
    expect(face.get('h1').text()).toContain('be read here just now')
    useKeyboardScanner().wasUsed = true
    await flushPromises()
    expect(face.get('h1').text()).toBe('Hold a code to the scanner')
    face.unmount()
  })

  it('asks for the camera all the same where a keyboard typed a code that the station does not take', async () => {
    giveCameras(1)
    const typed = { id: 'keyboard', kind: 'scanner', virtual: false, state: 'unused', since: status.now } as const
    const { face } = await home({ ...told('scanner'), devices: [typed] })
    useKeyboardScanner().wasUsed = true
    await flushPromises()
    expect(face.get('h1').text()).toBe('Hold a code to the camera')
    face.unmount()
  })

  it('offers what can be typed while neither a scanner nor a camera works', async () => {
    giveCameras(0)
    const { face, router } = await home(told('scanner'))
    expect(face.get('h1').text()).toContain('be read here just now')
    expect(buttonOf(face, 'Scan with the camera')).toBeUndefined()
    expect(buttonOf(face, 'My eID')?.attributes('aria-disabled')).toBe('true')
    await buttonOf(face, 'Vehicle tax')?.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('tax')
    face.unmount()
  })
})
