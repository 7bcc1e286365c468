/** Whether to look for updates: only in an installed package that has an update address. */
export function mayLookForUpdates(state: { isPackaged: boolean; isConfigured: boolean }): boolean {
  return state.isPackaged && state.isConfigured
}
