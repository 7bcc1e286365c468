import { CarFront, Motorbike } from '@lucide/vue'
import type { Component } from 'vue'
import type { VehicleClass } from '../../electron/contract/index.ts'

const TWO_WHEELED: ReadonlySet<VehicleClass> = new Set<VehicleClass>(['moped', 'motorcycle'])

/** The sign that tells apart two vehicles of one plate: a plate's classes differ in their wheels. */
export const vehicleSign = (kind: VehicleClass): Component => (TWO_WHEELED.has(kind) ? Motorbike : CarFront)
