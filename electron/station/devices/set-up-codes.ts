import type { Device, SetUp } from '../../contract/index.ts'

type Manual = NonNullable<SetUp['manual']>

/**
 * Where the manuals of makers have the code that sets a scanner to HID POS mode, by the vendor's id. The codes
 * themselves aren't here: the manuals print them as pictures alone, and a guessed one could set anything. Sources:
 *
 * - Honeywell: *Voyager 1602g User's Guide*, contents: chapter *Programming the Interface*, section *USB HID*; the mode is
 *   *HID POS*, terminal 131, in the *Terminal ID Table* of the guides of Voyager 1200g (page 5-4), 1450g, 3310g and
 *   1300g (*Interface / Terminal ID Table*).
 * - Hand Held Products, now Honeywell's: *USB Interfaces User's Guide* (2020-5B, 3800, 4600, 4800, 5X00 and 5X80), page
 *   1-11, *HID POS Interface*, which has the code.
 * - Newland: *NLS-FM420 Integration Guide*, chapter *USB Interface*, section *HID-POS*, page 47.
 *
 * No public page was found that shows where the manuals of Zebra, Datalogic and Access-IS have theirs.
 */
const MANUALS: Readonly<Record<string, Manual>> = {
  '0c2e': {
    maker: 'Honeywell',
    mode: 'HID POS (terminal 131)',
    where: 'User’s Guide, Programming the Interface, USB HID',
  },
  '0536': {
    maker: 'Hand Held Products (Honeywell)',
    mode: 'HID POS Interface',
    where: 'USB Interfaces User’s Guide, HID POS Interface',
  },
  '1eab': { maker: 'Newland', mode: 'HID-POS', where: 'USB Interface, HID-POS' },
}

/**
 * Whether a scanner sends what it reads as keys. One that the page captures says nothing of itself, and is known by its
 * keys' reaching whatever has the focus, or by being unused.
 */
const isInKeyboardMode = ({
  kind,
  state,
  error,
  info,
}: Pick<Device, 'kind' | 'state'> & { error?: string | undefined; info?: Device['info'] }): boolean =>
  kind === 'scanner' && (info ? info.mode === 'keyboard' : error === 'not-protected' || state === 'unused')

/** How a scanner in keyboard mode is set to HID POS mode; undefined of any other device. */
export function setUpOf(device: Parameters<typeof isInKeyboardMode>[0]): SetUp | undefined {
  if (!isInKeyboardMode(device)) return undefined
  const manual = MANUALS[device.info?.vendor ?? '']
  const how = manual
    ? `${manual.maker}'s manual calls it "${manual.mode}" and has its code under: ${manual.where}`
    : 'the code is in its manual, where it says how the scanner is connected by USB (HID POS, USB usage page 8C)'
  return {
    todo:
      'It is in keyboard mode. In HID POS mode it sends codes to the station alone, whatever the keyboard layout is: ' +
      `${how}.`,
    ...(manual ? { manual } : {}),
  }
}
