import { ipcRenderer } from 'electron'

/** The message that carries a page's port; `renderer/client` waits for it. */
const PORT_MESSAGE = 'balcao-port'

// All that this preload does: it hands the station's port on to the page, and only to a page of our own origin. The page gets no way to ask for anything.
ipcRenderer.on(PORT_MESSAGE, (event) => {
  if (window.location.protocol === 'app:') window.postMessage({ type: PORT_MESSAGE }, window.location.origin, event.ports)
})
