import { EventEmitter } from 'node:events'
import path from 'node:path'
import { readMachine, type Machine } from './machine.ts'

/** What the test may change while the shell runs. */
export const machine: Machine = readMachine()
Object.assign(process, { resourcesPath: path.join(machine.appData, 'resources') })

/** What was asked of Electron and has no other sign, in order. */
export const calls: string[] = []

type Event = { type: string } & Record<string, unknown>

const changed = new EventEmitter()

export function onEvent(listener: (event: Event) => void): void {
  changed.on('event', listener)
}

/** Tells the test that something happened. */
export function tell(type: string, facts: Record<string, unknown> = {}): void {
  changed.emit('event', { type, ...facts })
}
