// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CameraChoices, CameraOptions, CameraState } from '../../hardware/scanner/camera/camera.ts'
import { i18n, setLanguage } from '../i18n/index.ts'
import CameraView from './CameraView.vue'

const played = vi.hoisted(() => ({
  running: 0,
  started: 0,
  asked: [] as string[],
  options: undefined as CameraOptions | undefined,
}))
vi.mock('../../hardware/scanner/camera/camera.ts', () => ({
  startCamera(options: CameraOptions) {
    played.options = options
    played.running += 1
    played.started += 1
    options.onState('camera-in-use')
    return {
      again: () => void played.asked.push('again'),
      use: (wanted: readonly string[]) => void played.asked.push(`use ${wanted.join()}`),
      light: (on: boolean) => void played.asked.push(`light ${on}`),
      async stop() {
        await Promise.resolve()
        played.running -= 1
      },
    }
  },
}))

beforeEach(() => {
  setLanguage('en')
  Object.assign(played, { running: 0, started: 0, asked: [] })
})

afterEach(() => {
  document.body.innerHTML = ''
})

function open(props: { wanted?: string[]; torch?: boolean; who?: 'resident' | 'clerk' } = {}) {
  const view = mount(CameraView, {
    attachTo: document.body,
    props: { who: 'resident', ...props },
    global: { plugins: [i18n] },
  })
  return {
    view,
    async tell(state: CameraState, choices?: CameraChoices) {
      played.options?.onState(state)
      if (choices) played.options?.onChoices?.(choices)
      await flushPromises()
    },
    button: (name: string) => view.findAll('button').find((one) => one.text().startsWith(name)),
  }
}

it('the camera view runs one camera however often it is tried again, and none once it is left', async () => {
  const { view, button } = open()
  await flushPromises()
  const again = button('Try the camera again')
  await Promise.all([again?.trigger('click'), again?.trigger('click'), again?.trigger('click')])
  expect([played.running, played.started, played.asked]).toEqual([1, 1, ['again', 'again', 'again']])
  view.unmount()
  await flushPromises()
  expect(played.running).toBe(0)
})

it('the lamp has a button where the camera has one, and is what the visit said from the start', async () => {
  const { view, tell, button } = open({ torch: true })
  expect(played.options?.torch).toBe(true)
  await tell('scanning', { cameras: ['Desk'], current: 'Desk' })
  expect(button('Turn')).toBeUndefined()
  await tell('scanning', { cameras: ['Desk'], current: 'Desk', torch: true })
  await button('Turn off the lamp')?.trigger('click')
  expect(view.emitted('update:torch')).toEqual([[false]])
  await view.setProps({ torch: false })
  expect(played.asked).toEqual(['light false'])
})

it('one of several cameras is chosen by its name, also while the one in use is away', async () => {
  const { view, tell, button } = open({ wanted: ['Desk'] })
  await tell('scanning', { cameras: ['Desk'], current: 'Desk' })
  expect(button('Other camera')).toBeUndefined()
  await tell('camera-lost', { cameras: ['Desk', 'Built-in'] })
  await button('Other camera')?.trigger('click')
  await button('Built-in')?.trigger('click')
  expect(view.emitted('choose')).toEqual([['Built-in']])
  expect(view.find('dialog').exists()).toBe(false)
  await view.setProps({ wanted: ['Built-in', 'Desk'] })
  await view.setProps({ wanted: ['Built-in', 'Desk'] })
  expect(played.asked).toEqual(['use Built-in,Desk'])
})

it.each([
  ['permission-denied', 'resident', 'A member of staff can allow it; it then starts by itself.'],
  ['permission-denied', 'clerk', 'Allow the camera for this page'],
  ['camera-lost', 'resident', 'It starts again by itself when it is back.'],
  ['camera-in-use', 'clerk', 'It starts by itself when the other program lets it go.'],
] as const)('the view says what becomes of a camera that is %s to a %s', async (state, who, words) => {
  const { view, tell } = open({ who })
  await tell(state)
  expect(view.get('[role=status]').text()).toContain(words)
})
