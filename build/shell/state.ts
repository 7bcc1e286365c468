import { EventEmitter } from 'node:events'
import path from 'node:path'
import { readMachine, type PlayedMachine } from './machine.ts'

/** The machine, which the test may change while the shell runs. */
export const machine: PlayedMachine = readMachine()
Object.assign(process, { resourcesPath: path.join(machine.appData, 'resources') })

/** Calls of Electron that leave no other trace, in order. */
export const calls: string[] = []

type Event = { type: string } & Record<string, unknown>

const changed = new EventEmitter()

/** Calls `listener` with every event that `tell` sends. */
export function onEvent(listener: (event: Event) => void): void {
  changed.on('event', listener)
}

/** Sends an event to the test. */
export function tell(type: string, facts: Record<string, unknown> = {}): void {
  changed.emit('event', { type, ...facts })
}
