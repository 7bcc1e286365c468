import { refuse } from '../contract/index.ts'
import { storageRefusal } from '../station/faults.ts'

/** Does work on a disk: one that can't be read or written is a refusal. */
export async function refusing<T>(work: () => Promise<T>): Promise<T | ReturnType<typeof refuse>> {
  try {
    return await work()
  } catch (error) {
    const code = storageRefusal(error)
    if (code === undefined) throw error
    return refuse(code)
  }
}
