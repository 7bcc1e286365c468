/**
 * The name of the message that carries a page's port from the main process to the preload, and from there to the page
 * (`renderer/client` waits for it).
 */
export const PORT_MESSAGE = 'balcao-port'
