/** Whether the camera has a lamp that a page can switch (MediaStream Image Capture, `torch`). */
export function hasTorch(track: MediaStreamTrack): boolean {
  const { torch } = track.getCapabilities() as { torch?: boolean | readonly boolean[] }
  return Array.isArray(torch) ? torch.includes(true) : torch === true
}

/** Switches the camera's lamp. One that doesn't follow changes nothing else. */
export function setTorch(track: MediaStreamTrack, on: boolean): void {
  const constraints: MediaTrackConstraints & { advanced: { torch: boolean }[] } = { advanced: [{ torch: on }] }
  track.applyConstraints(constraints).catch(() => undefined)
}
