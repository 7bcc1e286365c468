import type { PageCamera } from '../../electron/contract/index.ts'
import type { CameraState } from '../../hardware/scanner/camera/camera.ts'

/** What a page knows of its camera. */
export interface KnownCamera {
  /** What became of it when it was last opened; absent where it wasn't, or since something has changed. */
  seen: CameraState | undefined
  /** What the browser says of the permission; absent where it can't be asked. */
  permission: PermissionState | undefined
  /** How many cameras the browser lists, which it does before one may be used. */
  count: number
  /** Whether one should be there, since one was or the settings name one. */
  isExpected: boolean
}

/** The state of the page's camera, as far as it is known without opening it. */
export function cameraStateOf({ seen, permission, count, isExpected }: KnownCamera): PageCamera['state'] {
  if (count === 0) return isExpected ? 'lost' : 'none'
  if (permission === 'denied' || seen === 'permission-denied') return 'refused'
  if (seen === 'camera-lost') return 'lost'
  if (seen === 'camera-in-use') return 'in-use'
  return seen === 'failed' ? 'failed' : 'ready'
}
