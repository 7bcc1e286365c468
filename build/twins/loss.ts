import { cpSync, rmSync } from 'node:fs'
import type { TwinTill } from './till.ts'

/**
 * Copies the stopped till's folder, does `meanwhile`, and puts the copy back in the folder's place, as if an older
 * state was restored, while the newer head is still known elsewhere.
 */
export async function putBack(till: TwinTill, meanwhile: () => Promise<unknown>): Promise<void> {
  let copy = ''
  await till.restart((folder) => {
    copy = `${folder}-copy`
    cpSync(folder, copy, { recursive: true })
  })
  await meanwhile()
  await till.restart((folder) => {
    rmSync(folder, { recursive: true })
    cpSync(copy, folder, { recursive: true })
    rmSync(copy, { recursive: true })
    till.disk.isOlder = true
  })
}

/** Records that the loss of entries was accepted, as a technician does, and starts the till again. */
export async function acceptLoss(till: TwinTill): Promise<void> {
  await till.journal.append([
    {
      kind: 'loss-accepted',
      actor: 'technician',
      transaction: null,
      facts: { lost: [{ seq: 99, hash: new Uint8Array(32) }] },
    },
  ])
  till.disk.isOlder = false
  await till.restart()
}
