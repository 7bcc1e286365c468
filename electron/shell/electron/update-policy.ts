/** Whether to look for updates: only an installed package that was told where they come from. */
export function mayLookForUpdates(state: { isPackaged: boolean; isConfigured: boolean }): boolean {
  return state.isPackaged && state.isConfigured
}
