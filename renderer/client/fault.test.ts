// @vitest-environment happy-dom
import { ORPCError } from '@orpc/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp, h } from 'vue'
import { pageIncident, type PageIncident } from '../../electron/contract/index.ts'
import { incident, report, showFaults } from './fault.ts'
import { LinkLost, type LinkState, type StationClient, type StationLink } from './link.ts'

afterEach(() => {
  incident.value = null
})

function setUp(options: { state?: LinkState; answer?: () => Promise<unknown> } = {}) {
  const reported: PageIncident[] = []
  const listeners = new Set<(state: LinkState) => void>()
  const client = {
    station: {
      reportIncident: (found: PageIncident) => (
        reported.push(found),
        (options.answer ?? (() => Promise.resolve({ ok: true })))()
      ),
    },
  }
  let state = options.state ?? 'open'
  const link: StationLink = {
    client: client as unknown as StationClient,
    state: () => state,
    close: () => {},
    onState: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
  }
  const drawing = (error: unknown) => {
    const app = createApp({
      render: () =>
        h({
          setup() {
            throw error
          },
          render: () => null,
        }),
    })
    showFaults(app, link)
    app.mount(document.createElement('div'))
  }
  const become = (next: LinkState) => {
    state = next
    for (const listener of [...listeners]) listener(next)
  }
  return { reported, drawing, become, listeners }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('a fault of the page', () => {
  it("is reported by its class alone, with the incident's id, when a component throws", async () => {
    const { reported, drawing } = setUp()
    drawing(new TypeError('TESTE UM 99001357'))
    await settle()
    expect(reported).toEqual([{ incident: incident.value, where: 'page', error: 'TypeError' }])
    expect(pageIncident.parse(reported[0])).toEqual(reported[0])
    report(Object.assign(new Error('x'), { name: 'TESTE UM' }))
    report('TESTE UM')
    await settle()
    expect(reported.slice(1).map(({ where, error }) => [where, error])).toEqual([
      ['promise', 'unknown'],
      ['promise', 'unknown'],
    ])
  })

  it("isn't shown when the browser only notes that something was resized within a frame", () => {
    setUp().drawing(undefined)
    incident.value = null
    window.dispatchEvent(
      new ErrorEvent('error', { message: 'ResizeObserver loop completed with undelivered notifications.' }),
    )
    expect(incident.value).toBeNull()
    window.dispatchEvent(new ErrorEvent('error', { message: 'x', error: new TypeError('x') }))
    expect(incident.value).not.toBeNull()
  })

  it("isn't shown when work was aborted", async () => {
    const { reported, drawing } = setUp()
    drawing(new DOMException('The play() request was interrupted', 'AbortError'))
    report(new DOMException('x', 'AbortError'))
    await settle()
    expect([incident.value, reported]).toEqual([null, []])
  })

  it('is reported once the link is open again', async () => {
    const { reported, drawing, become, listeners } = setUp({ state: 'connecting' })
    drawing(new RangeError())
    await settle()
    expect(reported).toEqual([])
    become('open')
    await settle()
    expect(reported).toMatchObject([{ error: 'RangeError' }])
    expect(listeners.size).toBe(0)
  })

  it("isn't reported when the station knows it or the connection was lost", async () => {
    const { reported, drawing } = setUp()
    drawing(new ORPCError('INTERNAL_SERVER_ERROR', { data: { incident: '0a1b2c3d' } }))
    expect(incident.value).toBe('0a1b2c3d')
    report(new LinkLost())
    await settle()
    expect(reported).toEqual([])
  })

  it('causes no further fault when its report fails, and at most eight reports wait', async () => {
    const fail = vi.fn(() => Promise.reject(new Error('the station is busy')))
    const { reported, drawing, become } = setUp({ state: 'connecting', answer: fail })
    drawing(new TypeError())
    for (let count = 0; count < 100; count++) report(new TypeError())
    const shown = incident.value
    become('open')
    await settle()
    expect(reported).toHaveLength(8)
    expect(incident.value).toBe(shown)
  })
})
