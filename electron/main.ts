/** Electron's entry. */
import { startElectronShell } from './shell/electron/app.ts'

startElectronShell()
