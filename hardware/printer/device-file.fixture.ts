import type { DeviceFile } from './transport.ts'
import { createTwinMachine, type TwinControls } from './twin.ts'

const fault = (code: string) => Object.assign(new Error(code), { code })

/** The twin of a printer behind a device file. */
export interface PlayedDevice extends TwinControls {
  openDevice(path: string): Promise<DeviceFile>
  /** Whether the file can be opened and, where it is open, read and written. */
  refuse(code: string | undefined): void
}

/**
 * Plays the device file of a printer as Linux's `usblp` does without waiting: a read without bytes and a write while
 * the last is under way are refused with EAGAIN, and a write takes a part.
 */
export function playDeviceFile(): PlayedDevice {
  const said: number[] = []
  let refusal: string | undefined
  let isStalled = false
  let writes = 0
  const machine = createTwinMachine({
    send: (bytes) => said.push(...bytes),
    unplug: () => refuse('ENODEV'),
    stall: () => void (isStalled = true),
  })

  function refuse(code: string | undefined): void {
    refusal = code
    isStalled = false
    said.length = 0
    machine.reset()
  }

  const file: DeviceFile = {
    read(buffer) {
      if (refusal !== undefined) return Promise.reject(fault(refusal))
      if (said.length === 0) return Promise.reject(fault('EAGAIN'))
      const part = said.splice(0, Math.min(buffer.length, 3))
      buffer.set(part)
      return Promise.resolve({ bytesRead: part.length })
    },
    write(bytes) {
      if (refusal !== undefined) return Promise.reject(fault(refusal))
      writes += 1
      if (isStalled || writes % 3 === 0) return Promise.reject(fault('EAGAIN'))
      const part = bytes.subarray(0, 700)
      machine.take(part)
      return Promise.resolve({ bytesWritten: part.length })
    },
    close() {
      isStalled = false
      return Promise.resolve()
    },
  }

  return {
    ...machine,
    refuse,
    openDevice: () => (refusal === undefined ? Promise.resolve(file) : Promise.reject(fault(refusal))),
  }
}
