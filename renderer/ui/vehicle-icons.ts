import { CarFront, Motorbike } from '@lucide/vue'
import type { Component } from 'vue'
import type { VehicleClass } from '../../electron/contract/index.ts'

const TWO_WHEELED: ReadonlySet<VehicleClass> = new Set<VehicleClass>(['moped', 'motorcycle'])

/** The icon of a vehicle's class, two wheels or a car, which tells apart vehicles that share a plate number. */
export const vehicleIcon = (kind: VehicleClass): Component => (TWO_WHEELED.has(kind) ? Motorbike : CarFront)
