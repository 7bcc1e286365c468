import { createKickedDrawer } from '../../hardware/cash-drawer/kick.ts'
import type { OwnProgram } from '../../hardware/own-process.ts'
import { createTcpTender } from '../../hardware/payment-terminal/tcp.ts'
import type { Clock } from '../../hardware/ports.ts'
import { createEscPosPrinter, type EscPosPrinter } from '../../hardware/printer/escpos.ts'
import { createPictureProcess } from '../../hardware/printer/pictures.ts'
import { defined } from '../common/defined.ts'
import type { Station } from '../station/port.ts'
import type { DeviceSettings } from './settings.ts'

/**
 * Makes the driver of the printer that the settings name. `drawing` draws papers for a printer without Chinese; without
 * it the station's process does.
 */
export function printerOf(
  setting: NonNullable<DeviceSettings['printer']>,
  clock: Clock,
  drawing?: OwnProgram,
): EscPosPrinter {
  const { confirmation, characters } = setting
  const transport =
    setting.driver === 'escpos-tcp'
      ? { kind: 'tcp' as const, host: setting.host, port: setting.port }
      : { kind: 'file' as const, path: setting.path }
  const pictures = drawing && characters !== 'big5' ? createPictureProcess({ program: drawing, clock }) : undefined
  return createEscPosPrinter({ id: 'printer', clock, transport, ...defined({ confirmation, characters, pictures }) })
}

/** Attaches the printer, its drawer and the card terminal that the settings name; the station closes them with itself. */
export function attachNamedDevices(
  station: Pick<Station, 'attachPrinter' | 'attachDrawer' | 'attachTender'>,
  { printer: setting, drawer, cardTerminal }: Pick<DeviceSettings, 'printer' | 'drawer' | 'cardTerminal'>,
  clock: Clock,
  drawing?: OwnProgram,
): void {
  if (setting) {
    const printer = printerOf(setting, clock, drawing)
    station.attachPrinter(printer)
    if (drawer) station.attachDrawer(createKickedDrawer({ id: 'cash-drawer', clock, printer }))
  }
  if (cardTerminal) {
    const { host, port } = cardTerminal
    station.attachTender('card', createTcpTender({ host, port, id: 'card-terminal', clock }))
  }
}
