import { defineStore } from 'pinia'
import { computed, inject, ref, shallowRef, type InjectionKey } from 'vue'
import { createListeners } from '../../electron/common/listeners.ts'
import type { Device, Service, StationEvent, Status } from '../../electron/contract/index.ts'
import type { LinkState, StationLink } from './link.ts'

export const stationLink: InjectionKey<StationLink> = Symbol('station link')

/** The page's link to its station; only a page that was started without one throws. */
export function useLink(): StationLink {
  const link = inject(stationLink)
  if (!link) throw new Error('the page has no link to its station')
  return link
}

/** Hears the station's own events; each store takes those it is about. */

/** How long the status may be missing before a page says so, in milliseconds. */
const STATUS_EVERY = 30_000

/** After this long a stream of events that ended is taken up again, in milliseconds. */
const FOLLOW_AGAIN = 1000

/** The station as a page knows it: its status, kept current by its events, and whether it can be reached at all. */
export const useStation = defineStore('station', () => {
  const link = useLink()
  const { client } = link

  const connection = ref<LinkState>(link.state())
  const status = shallowRef<Status | null>(null)
  const services = shallowRef<Service[]>([])
  const listeners = createListeners<[StationEvent]>()
  let stream: AbortController | undefined
  /** Station's clock minus the page's own, in milliseconds. */
  const clockOffset = ref(0)

  /**
   * Nothing can be done at a machine that doesn't answer, or whose face is open elsewhere: its screen says so, and
   * offers nothing.
   */
  const isShut = computed(() => connection.value === 'silent' || connection.value === 'elsewhere')
  const training = computed(() => status.value?.mode === 'training')
  const operator = computed(() => status.value?.operator ?? null)
  /** Whether there is a station to work with: the line is open and it has said how it is. */
  const isReachable = computed(() => connection.value === 'open' && status.value !== null)
  /** In training: where the page is that plays residents' phones. */
  const phone = computed(() => (training.value ? (status.value?.phone ?? null) : null))

  async function refresh(): Promise<void> {
    const next = await client.station.status()
    clockOffset.value = Date.parse(next.now) - Date.now()
    status.value = next
  }

  async function loadServices(): Promise<void> {
    services.value = await client.services.list()
  }

  /** Changes parts of the status that an event or a sign-in brought. */
  function patch(part: Partial<Status>): void {
    if (status.value) status.value = { ...status.value, ...part }
  }

  function take(event: StationEvent): void {
    switch (event.type) {
      case 'line-changed':
        patch({ line: event.line })
        break
      case 'trust-changed':
        patch({ trust: event.trust })
        break
      case 'readiness-changed':
        patch({ readiness: event.readiness })
        break
      case 'device-changed':
        patch({ devices: withDevice(status.value?.devices ?? [], event.device) })
        break
      case 'scan-read':
      case 'scan-answered':
      case 'person-cleared':
      case 'payment-changed':
        break
    }
    listeners.tell(event)
  }

  /** Hears the station's events for as long as the link is open; a stream that ends is taken up again. */
  async function follow(): Promise<void> {
    stream?.abort()
    const mine = (stream = new AbortController())
    try {
      for await (const event of await client.station.events(undefined, { signal: mine.signal })) {
        if (mine.signal.aborted) return
        take(event)
      }
    } catch {
      // A lost connection ends the stream; the next `open` takes it up again.
    }
    if (mine.signal.aborted) return
    window.setTimeout(() => {
      if (connection.value === 'open' && !mine.signal.aborted) void follow()
    }, FOLLOW_AGAIN)
  }

  /** Called once by each face: takes the status up whenever the link opens, and keeps it fresh. */
  function start(): void {
    const opened = async (): Promise<void> => {
      await refresh()
      void follow()
    }
    link.onState((state) => {
      connection.value = state
      if (state === 'open') opened().catch(() => {})
    })
    connection.value = link.state()
    if (connection.value === 'open') opened().catch(() => {})
    window.setInterval(() => {
      if (connection.value === 'open') refresh().catch(() => {})
    }, STATUS_EVERY)
  }

  return {
    connection,
    isShut,
    status,
    services,
    training,
    operator,
    isReachable,
    phone,
    clockOffset,
    start,
    refresh,
    loadServices,
    patch,
    listen: listeners.add,
  }
})

function withDevice(devices: Device[], changed: Device): Device[] {
  const others = devices.filter((device) => device.id !== changed.id)
  return [...others, changed].sort((a, b) => a.id.localeCompare(b.id))
}
