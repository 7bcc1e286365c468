import { createTcpTender } from '../../hardware/payment-terminal/tcp.ts'
import type { Clock } from '../../hardware/ports.ts'
import { createEscPosPrinter } from '../../hardware/printer/escpos.ts'
import { createPictureProcess, type PictureProgram } from '../../hardware/printer/pictures.ts'
import { defined } from '../common/defined.ts'
import type { Station } from '../station/station.ts'
import type { DeviceSettings } from './settings.ts'

/**
 * Attaches the printer and the card terminal that the settings name; the station closes them with itself. `drawing` draws
 * papers for a printer without Chinese; without it the station's process does.
 */
export function attachNamedDevices(
  station: Pick<Station, 'attachPrinter' | 'attachTender'>,
  { printer, cardTerminal }: Pick<DeviceSettings, 'printer' | 'cardTerminal'>,
  clock: Clock,
  drawing?: PictureProgram,
): void {
  if (printer) {
    const { confirmation, characters } = printer
    const transport =
      printer.driver === 'escpos-tcp'
        ? { kind: 'tcp' as const, host: printer.host, port: printer.port }
        : { kind: 'file' as const, path: printer.path }
    const pictures = drawing && characters !== 'big5' ? createPictureProcess({ program: drawing, clock }) : undefined
    station.attachPrinter(
      createEscPosPrinter({ id: 'printer', clock, transport, ...defined({ confirmation, characters, pictures }) }),
    )
  }
  if (cardTerminal) {
    const { host, port } = cardTerminal
    station.attachTender('card', createTcpTender({ host, port, id: 'card-terminal', clock }))
  }
}
