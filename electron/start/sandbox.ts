import { join } from 'node:path'
import { defined } from '../common/defined.ts'
import type { Outcome } from '../contract/index.ts'
import type { RunningSandbox } from './connect.ts'

/** The department to which a training's station can belong. */
export type TrainingDepartment = 'SAFP' | 'DSI' | 'DSAT'

/**
 * Starts the sandbox for a data folder, in a process of its own. Only this file loads the sandbox, so that a package
 * can leave it out. Refuses as `launchSandbox` does.
 */
export async function launchSandboxFor(
  folder: string,
  options: {
    phoneAddress?: string | undefined
    pages?: string | undefined
    department?: TrainingDepartment | undefined
  },
): Promise<Outcome<{ sandbox: RunningSandbox }>> {
  const { launchSandbox } = await import('../sandbox/serving/launch.ts')
  return launchSandbox({
    folder: join(folder, 'sandbox'),
    ...defined({ phoneAddress: options.phoneAddress, pages: options.pages, department: options.department }),
  })
}
