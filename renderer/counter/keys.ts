/** What a key does at the desk. */
export type Deed = { do: 'omnibox' | 'camera' | 'phone' | 'show' | 'end' | 'sign-out' } | { do: 'service'; index: number }

/** The keys that are printed on the desk's buttons. */
export const KEYS = { omnibox: 'F2', camera: 'F4', phone: 'F8', show: 'Alt V', end: 'Esc', signOut: 'Alt Q', signIn: 'Enter' } as const

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'repeat'>

/** The deed of a key press, or null where it is nobody's; `typing`: the focus is in a field, which keeps its plain keys. */
export function deedOf(press: Press, typing: boolean): Deed | null {
  if (press.ctrlKey || press.metaKey || press.repeat) return null
  if (press.altKey) {
    if (press.code === 'KeyV') return { do: 'show' }
    return press.code === 'KeyQ' ? { do: 'sign-out' } : null
  }
  switch (press.key) {
    case 'F2': return { do: 'omnibox' }
    case 'F4': return { do: 'camera' }
    case 'F8': return { do: 'phone' }
    case 'Escape': return { do: 'end' }
    default: return !typing && /^[1-9]$/.test(press.key) ? { do: 'service', index: Number(press.key) - 1 } : null
  }
}
