import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { ServiceId } from '../../electron/contract/index.ts'
import { report } from '../client/fault.ts'
import { usePerson } from '../client/person.ts'
import { useScan, type ReadCode } from '../client/scan.ts'
import { useSession } from '../client/session.ts'
import { useLink, useStation } from '../client/station.ts'

/** The desk: who works at it, for which service, and what may be done next. */
export const useDesk = defineStore('desk', () => {
  const { client } = useLink()
  const station = useStation()
  const scan = useScan()
  const person = usePerson()
  const session = useSession()
  const service = ref<ServiceId | null>(null)
  const camera = ref(false)
  const current = computed(() => station.services.find(({ id }) => id === service.value) ?? null)

  /** Opens the counter as the training clerk. */
  async function signIn(): Promise<boolean> {
    const answer = await client.operators.signInTraining()
    if (!answer.ok) return false
    station.patch({ operator: answer.operator })
    await station.loadServices()
    return true
  }

  /** Closes the counter: the person is forgotten, and what the session scanned. */
  async function signOut(): Promise<void> {
    service.value = null
    camera.value = false
    person.clear()
    scan.clear()
    scan.forgetNotes()
    station.patch({ operator: null })
    await client.operators.signOut()
  }

  /** Chooses the service at hand. What was read for another one is forgotten: other fields are approved for it. */
  async function choose(id: ServiceId): Promise<void> {
    if (id === service.value) return
    service.value = id
    await end()
  }

  /** Reads a code for the service at hand. */
  async function read(code: ReadCode): Promise<void> {
    camera.value = false
    person.clear()
    await scan.submit(code, service.value ?? undefined)
  }

  /** Forgets the person at the desk and the answer on the screen. */
  async function end(): Promise<void> {
    camera.value = false
    scan.clear()
    if (person.current) await person.end()
  }

  async function show(): Promise<void> {
    if (person.current) await person.toggle()
  }

  /** Runs what a key or a button asked for; a fault becomes the calm screen. */
  function run(deed: () => Promise<unknown>): void {
    session.touch()
    deed().catch(report)
  }

  return { service, current, camera, signIn, signOut, choose, read, end, show, run }
})
