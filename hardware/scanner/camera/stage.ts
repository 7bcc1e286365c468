/** The part of a page in which html5-qrcode shows the camera. */
export interface Stage {
  /** The element's id, by which html5-qrcode finds it. */
  id: string
  /** The camera's picture, once html5-qrcode has made it. */
  video(): HTMLVideoElement | undefined
  /**
   * Hides the stage but leaves it in the document, so that html5-qrcode can finish what it has begun; after that it can
   * be removed.
   */
  hide(): void
  remove(): void
}

let stages = 0

/**
 * Makes the stage inside `element`. html5-qrcode draws each frame at the size at which its element is *laid out*, so a
 * small view on the page would make small frames, in which a dense code can't be read. The stage is therefore laid out
 * at the camera's own size and only its view is scaled, to cover `element`. Styles are set through the DOM, which the
 * content security policy allows. `broken` is called when the picture can't be shown.
 */
export function createStage(element: HTMLElement, broken: () => void): Stage {
  const stage = document.createElement('div')
  stage.id = `camera-stage-${++stages}`
  Object.assign(stage.style, { position: 'relative', transformOrigin: '0 0', flex: 'none', lineHeight: '0' })
  element.style.overflow = 'hidden'
  element.append(stage)

  const append = stage.append.bind(stage)
  stage.append = (...nodes) => {
    for (const node of nodes) if (node instanceof HTMLVideoElement) catchPlay(node)
    append(...nodes)
  }

  const video = () => stage.querySelector('video') ?? undefined

  function layOut(): void {
    const picture = video()
    if (!picture?.videoWidth) return
    const { videoWidth, videoHeight } = picture
    const boxHeight = element.clientHeight > 0 ? element.clientHeight : videoHeight
    const scale = Math.max(element.clientWidth / videoWidth, boxHeight / videoHeight)
    const left = (element.clientWidth - videoWidth * scale) / 2
    const top = (element.clientHeight - videoHeight * scale) / 2
    stage.style.transform = `translate(${left}px, ${top}px) scale(${scale})`
  }

  /** Runs before `playing`, the event at which html5-qrcode measures the video and makes its canvas. */
  function takeCameraSize(): void {
    const picture = video()
    if (!picture) return
    const size = {
      width: `${picture.videoWidth}px`,
      height: `${picture.videoHeight}px`,
      maxWidth: 'none',
      maxHeight: 'none',
    }
    Object.assign(stage.style, size)
    Object.assign(picture.style, size)
    layOut()
  }

  // Media events don't bubble, so they are caught while they are captured.
  stage.addEventListener('loadedmetadata', takeCameraSize, true)
  // html5-qrcode throws in its own handlers of both events, where nobody can catch it: `abort` is a normal end, and
  // `error` is told as a state.
  stage.addEventListener('abort', (event) => event.stopImmediatePropagation(), true)
  stage.addEventListener(
    'error',
    (event) => {
      event.stopImmediatePropagation()
      broken()
    },
    true,
  )
  const watcher = new ResizeObserver(layOut)
  watcher.observe(element)

  return {
    id: stage.id,
    video,
    hide() {
      watcher.disconnect()
      Object.assign(stage.style, { position: 'fixed', visibility: 'hidden', pointerEvents: 'none', zIndex: '-1' })
      document.body.append(stage)
    },
    remove() {
      watcher.disconnect()
      stage.remove()
    },
  }
}

/**
 * Catches the rejection of `play`, which html5-qrcode doesn't: a picture that never began is told as a state, and then
 * removed.
 */
function catchPlay(video: HTMLVideoElement): void {
  const play = video.play.bind(video)
  video.play = async () => {
    await play().catch(() => undefined)
  }
}
