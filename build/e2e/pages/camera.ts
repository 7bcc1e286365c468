import { startCamera, type Camera } from '../../../hardware/scanner/camera/camera.ts'

/** A page with only the camera, which lists its events for a test to read. */
let camera: Camera | undefined

function note(list: string, text: string): void {
  const item = document.createElement('li')
  item.textContent = text
  document.querySelector(list)?.append(item)
}

function start(): void {
  const element = document.querySelector<HTMLElement>('#view')
  if (!element) return
  camera = startCamera({
    element,
    onScan: ({ bytes, source, symbology }) =>
      note('#scans', `${source} ${symbology ?? ''} ${new TextDecoder().decode(bytes)}`),
    onState: (state) => note('#states', state),
    onChoices: (choices) => note('#choices', JSON.stringify(choices)),
  })
}

document.querySelector('#start')?.addEventListener('click', start)
document.querySelector('#stop')?.addEventListener('click', () => void camera?.stop())
document.querySelector('#again')?.addEventListener('click', () => camera?.again())
document.querySelector('#other')?.addEventListener('click', () => camera?.use(['fake_device_1']))
document.querySelector('#light')?.addEventListener('click', () => camera?.light(true))
