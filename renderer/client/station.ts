import { defineStore } from 'pinia'
import { computed, inject, ref, shallowRef, type InjectionKey } from 'vue'
import { createListeners } from '../../electron/common/listeners.ts'
import type { Device, Facility, Service, StationEvent, Status } from '../../electron/contract/index.ts'
import type { LinkState, StationLink } from './link.ts'

export const stationLink: InjectionKey<StationLink> = Symbol('station link')

/** The page's link to its station. Throws where the page was started without one. */
export function useLink(): StationLink {
  const link = inject(stationLink)
  if (!link) throw new Error('the page has no link to its station')
  return link
}

/** How often the status is asked for while the link is open, in milliseconds. */
const STATUS_EVERY = 30_000

/** How long after its end the stream of events is opened again, in milliseconds. */
const FOLLOW_AGAIN = 1000

/** The store of the station: its status, which follows its events, and the state of the connection. */
export const useStation = defineStore('station', () => {
  const link = useLink()
  const { client } = link

  const connection = ref<LinkState>(link.state())
  const status = shallowRef<Status | null>(null)
  const services = shallowRef<Service[]>([])
  const listeners = createListeners<[StationEvent]>()
  let stream: AbortController | undefined
  /** The station's clock minus the page's, in milliseconds. */
  const clockOffset = ref(0)

  /** Whether the page takes no input, since the station doesn't answer or the face is open in another window. */
  const isShut = computed(() => connection.value === 'silent' || connection.value === 'elsewhere')
  const training = computed(() => status.value?.mode === 'training')
  const operator = computed(() => status.value?.operator ?? null)
  /** Whether the link is open and the station has told its status. */
  const isReachable = computed(() => connection.value === 'open' && status.value !== null)
  /** The address of the phone page; null outside training. */
  const phone = computed(() => (training.value ? (status.value?.phone ?? null) : null))

  /** Whether the station says that something can't be had here now. */
  const isAway = (facility: Facility): boolean => status.value?.readiness.unavailable.includes(facility) === true

  async function refresh(): Promise<void> {
    const next = await client.station.status()
    clockOffset.value = Date.parse(next.now) - Date.now()
    status.value = next
  }

  async function loadServices(): Promise<void> {
    services.value = await client.services.list()
  }

  /** Changes the parts of the status that an event or a sign-in brought. */
  const patch = (part: Partial<Status>): void => void (status.value &&= { ...status.value, ...part })

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
      case 'device-gone':
        patch({ devices: devicesAfter(event, status.value?.devices ?? []) })
        break
      case 'card-changed':
        patch({ card: event.card })
        break
      case 'scan-read':
      case 'key-pressed':
      case 'scan-answered':
      case 'person-cleared':
      case 'payment-changed':
      case 'act-changed':
      case 'reads-changed':
    }
    listeners.tell(event)
  }

  /** Follows the station's events while the link is open; a stream that ends is opened again. */
  async function follow(): Promise<void> {
    stream?.abort()
    const mine = (stream = new AbortController())
    try {
      for await (const event of await client.station.events(undefined, { signal: mine.signal })) {
        if (mine.signal.aborted) return
        take(event)
      }
    } catch {
      // A lost connection ends the stream; it is opened again when the link is.
    }
    if (mine.signal.aborted) return
    window.setTimeout(() => {
      if (connection.value === 'open' && !mine.signal.aborted) void follow()
    }, FOLLOW_AGAIN)
  }

  /** To be called once by each face: asks for the status whenever the link opens, and every `STATUS_EVERY`. */
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
    isAway,
    start,
    refresh,
    loadServices,
    patch,
    listen: listeners.add,
  }
})

function devicesAfter(event: Extract<StationEvent, { type: `device-${string}` }>, devices: Device[]): Device[] {
  if (event.type === 'device-gone') return devices.filter(({ id }) => id !== event.id)
  const others = devices.filter(({ id }) => id !== event.device.id)
  return [...others, event.device].sort((a, b) => a.id.localeCompare(b.id))
}
