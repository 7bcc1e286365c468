import { expect, it } from 'vitest'
import { namedCameras, wantedCamera } from './cameras.ts'

const DEVICES = [
  { kind: 'audioinput', label: 'Microphone', deviceId: 'm' },
  { kind: 'videoinput', label: 'Desk Camera (046d:082d)', deviceId: 'a' },
  { kind: 'videoinput', label: 'Built-in', deviceId: 'b' },
  { kind: 'videoinput', label: 'Desk Camera (046d:082d)', deviceId: 'c' },
] as const

it("cameras have their makers' names, and of two with one name the second a number", () => {
  expect(namedCameras(DEVICES)).toEqual([
    { name: 'Desk Camera', deviceId: 'a' },
    { name: 'Built-in', deviceId: 'b' },
    { name: 'Desk Camera #2', deviceId: 'c' },
  ])
})

it('no camera has a name before one may be used', () => {
  expect(namedCameras([{ kind: 'videoinput', label: '', deviceId: '' }])).toEqual([])
})

it('the first wanted camera that is there is used, and none where none of them is', () => {
  const cameras = namedCameras(DEVICES)
  expect(wantedCamera(cameras, ['Gone', 'Desk Camera #2', 'Built-in'])?.deviceId).toBe('c')
  expect(wantedCamera(cameras, ['Gone'])).toBeUndefined()
  expect(wantedCamera(cameras, [])).toBeUndefined()
})
