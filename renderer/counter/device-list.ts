import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { DeviceReport, DeviceTest } from '../../electron/contract/index.ts'
import { useLink, useStation } from '../client/station.ts'
import { createScanCheck } from './scan-check.ts'

/** The store of the device screen: what the station tells of each device, and their tests. */
export const useDeviceList = defineStore('device-list', () => {
  const { client } = useLink()
  const station = useStation()
  /** Null while the screen isn't shown. */
  const shown = shallowRef<readonly DeviceReport[] | null>(null)
  /** The id of the device that is being tested. */
  const testing = ref<string | null>(null)
  /** Whether the last test was refused, since somebody pays. */
  const refused = ref(false)
  /** Whether the clerk is asked if a test paper shall be printed. */
  const asking = ref(false)
  const scanCheck = createScanCheck(client)

  async function load(): Promise<void> {
    refused.value = false
    asking.value = false
    await refresh()
  }

  /** Counts the times that the screen was closed, so that an answer that comes later doesn't open it again. */
  let closings = 0

  async function refresh(): Promise<void> {
    const before = closings
    const { devices } = await client.devices.list()
    if (closings === before) shown.value = devices.toSorted((one, other) => one.id.localeCompare(other.id))
  }

  function close(): void {
    closings += 1
    shown.value = null
    scanCheck.closeCheck()
  }

  async function test(id: string, how: DeviceTest): Promise<void> {
    if (testing.value !== null) return
    refused.value = false
    testing.value = id
    try {
      const answer = await client.devices.test({ id, test: how })
      refused.value = !answer.ok && answer.refusal.code === 'payment-under-way'
      if (shown.value) await refresh()
    } finally {
      testing.value = null
    }
  }

  /** The test of a device that needs no confirmation, since nothing comes out of the device by it. */
  const plainTestOf = ({ tests }: DeviceReport): DeviceTest | undefined => tests.find((each) => each !== 'paper')

  /** Tests the device at `index`, where it can be tested. */
  async function testAt(index: number): Promise<void> {
    const device = shown.value?.[index]
    const how = device && plainTestOf(device)
    if (device && how) await test(device.id, how)
  }

  /** The printer that can print a test paper. */
  const printer = (): DeviceReport | undefined => shown.value?.find(({ tests }) => tests.includes('paper'))

  function askPaper(): void {
    asking.value = printer() !== undefined && !asking.value
  }

  async function printPaper(): Promise<void> {
    asking.value = false
    const device = printer()
    if (device) await test(device.id, 'paper')
  }

  /** Shows the devices, or puts them away. */
  async function toggle(): Promise<void> {
    if (shown.value) close()
    else await load()
  }

  /** Prints the test paper that was asked about, or shows a new check code; otherwise puts the devices away. */
  async function go(): Promise<void> {
    if (asking.value) await printPaper()
    else if (scanCheck.check.value?.state === 'waiting') return
    else if (scanCheck.isChecking.value) await scanCheck.startCheck()
    else close()
  }

  function back(): void {
    if (asking.value) asking.value = false
    else if (scanCheck.isChecking.value) scanCheck.closeCheck()
    else close()
  }

  // What is shown follows the devices: any change of one is told with the status.
  watch(
    () => station.status?.devices,
    () => {
      if (shown.value !== null) refresh().catch(() => {})
    },
  )

  return {
    shown,
    testing,
    refused,
    asking,
    load,
    close,
    toggle,
    go,
    back,
    plainTestOf,
    testAt,
    printer,
    askPaper,
    ...scanCheck,
  }
})
