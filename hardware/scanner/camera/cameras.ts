/** A camera of this machine. */
export interface NamedCamera {
  /**
   * The name that its maker gave it, without the numbers that a browser adds; of several with one name the second has
   * `#2` behind it. A device's id isn't used, since browsers make new ones for each profile.
   */
  name: string
  deviceId: string
}

/** What is read of a `MediaDeviceInfo` (Media Capture and Streams, §9.2). */
type Device = Pick<MediaDeviceInfo, 'kind' | 'label' | 'deviceId'>

/** The vendor and product that Chromium on Linux puts behind a name, such as `(046d:082d)`. */
const USB_IDS = /\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$/i

/** The machine's cameras, in its order. A browser tells them only once the camera may be used; until then it is empty. */
export function namedCameras(devices: readonly Device[]): NamedCamera[] {
  const count = new Map<string, number>()
  return devices.flatMap(({ kind, label, deviceId }) => {
    if (kind !== 'videoinput' || label === '' || deviceId === '') return []
    const maker = label.replace(USB_IDS, '')
    const nth = (count.get(maker) ?? 0) + 1
    count.set(maker, nth)
    return [{ name: nth === 1 ? maker : `${maker} #${nth}`, deviceId }]
  })
}

/** The first of the wanted cameras that is there. */
export function wantedCamera(cameras: readonly NamedCamera[], wanted: readonly string[]): NamedCamera | undefined {
  return wanted.flatMap((name) => cameras.filter((camera) => camera.name === name))[0]
}
