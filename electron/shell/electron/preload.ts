import { ipcRenderer } from 'electron'
import { PORT_MESSAGE } from './port-message.ts'

// The preload only hands the station's port to the page, if it is a page of ours. The page can't ask the preload for
// anything.
ipcRenderer.on(PORT_MESSAGE, (event) => {
  const { protocol, host, origin } = window.location
  if (protocol === 'app:' && host === 'balcao') window.postMessage({ type: PORT_MESSAGE }, origin, event.ports)
})
