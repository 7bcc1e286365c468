/**
 * Opens the page that plays a resident's phone, in a window of a phone's size. Training only: production has no such
 * page.
 */
export function openPhone(address: string): void {
  window.open(address, 'balcao-phone', 'popup,width=390,height=844')
}
