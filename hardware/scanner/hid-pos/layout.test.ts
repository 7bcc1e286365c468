import { describe, expect, it } from 'vitest'
import { readDescriptor } from '../../hid/descriptor.ts'
import { COMMON_LAYOUT, isPosScanner, layoutByVendor, layoutOf, NEWLAND_LAYOUT } from './layout.ts'
import { KEYBOARD_DESCRIPTOR, POS_DESCRIPTOR } from './reports.fixture.ts'

/** A scanner of its own layout: no report id, 31 bytes of data before the count, no symbology, no trigger. */
const OTHER = Uint8Array.from([
  ...[0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08],
  ...[0x95, 0x1f, 0x09, 0xfe, 0x82, 0x02, 0x01],
  ...[0x95, 0x01, 0x05, 0x01, 0x09, 0x3b, 0x81, 0x02],
  ...[0x75, 0x04, 0x81, 0x03, 0x75, 0x01, 0x05, 0x8c, 0x09, 0xff, 0x81, 0x02, 0x75, 0x03, 0x81, 0x03, 0xc0],
])

describe('the layout of scans', () => {
  it('of a descriptor that describes the common layout is that one', () => {
    expect(layoutOf(POS_DESCRIPTOR).scans).toEqual(COMMON_LAYOUT)
  })

  it('is where the descriptor says, when that is elsewhere', () => {
    expect(layoutOf(OTHER)).toEqual({
      scans: {
        reportId: 0,
        length: 33,
        dataAt: 0,
        dataLength: 31,
        countAt: 31,
        continued: { at: 32, mask: 0x10 },
      },
    })
  })

  it('names the bits of the trigger where the device has one', () => {
    expect(layoutOf(POS_DESCRIPTOR).trigger).toEqual({
      reportId: 4,
      length: 2,
      prevent: { at: 1, mask: 1 },
      initiate: { at: 1, mask: 2 },
    })
  })

  it.each([
    ['missing', undefined],
    ['broken', POS_DESCRIPTOR.subarray(0, 30)],
    ["a keyboard's", KEYBOARD_DESCRIPTOR],
  ])('is not known when the descriptor is %s', (_, descriptor) => {
    expect(layoutOf(descriptor)).toEqual({})
  })

  it("is the vendor's for a device that does not say, where the vendor has one of its own", () => {
    expect([layoutByVendor(0x1eab), layoutByVendor(0x0c2e)]).toEqual([NEWLAND_LAYOUT, COMMON_LAYOUT])
  })

  it('tells a scanner in HID POS mode from a keyboard', () => {
    const isScanner = (descriptor: Uint8Array) => isPosScanner(readDescriptor(descriptor) ?? { applications: [] })
    expect([isScanner(POS_DESCRIPTOR), isScanner(OTHER), isScanner(KEYBOARD_DESCRIPTOR)]).toEqual([true, true, false])
  })
})
