import { ipcRenderer } from 'electron'
import { PORT_MESSAGE } from './port-message.ts'

// All that this preload does: it hands the station's port on to the page, and only to a page of our own. The page gets
// no way to ask for anything.
ipcRenderer.on(PORT_MESSAGE, (event) => {
  const { protocol, host, origin } = window.location
  if (protocol === 'app:' && host === 'balcao') window.postMessage({ type: PORT_MESSAGE }, origin, event.ports)
})
