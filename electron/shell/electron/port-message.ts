/**
 * The message that carries a page's port, from the main process to the preload and on to the page (`renderer/client`
 * waits for it).
 */
export const PORT_MESSAGE = 'balcao-port'
