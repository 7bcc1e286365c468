/** Opens training's phone page in a window of a phone's size. Production has no such page. */
export function openPhone(address: string): void {
  window.open(address, 'balcao-phone', 'popup,width=390,height=844')
}
