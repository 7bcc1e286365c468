import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { root } from './scripts/run.ts'

const names = z.record(z.string(), z.string()).default({})
const lock = z.object({
  packages: z.record(z.string(), z.object({ dependencies: names, optionalDependencies: names })),
})

/**
 * Names the dependencies that the lock doesn't hold, those for other systems too: without them `npm ci` refuses the
 * lock on every system.
 */
function unlocked(text: string): string[] {
  const { packages } = lock.parse(JSON.parse(text))
  return Object.entries(packages).flatMap(([place, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(packages, place, name))
      .map((name) => `${place}: ${name}`),
  )
}

/** Whether the lock holds the package where Node would look: in the dependent's `node_modules`, or in one above it. */
function isLocked(packages: object, place: string, name: string): boolean {
  if (path.posix.join(place, 'node_modules', name) in packages) return true
  return place !== '' && isLocked(packages, place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/'))), name)
}

describe('package-lock.json', () => {
  it("locks each package's dependencies for every system", () => {
    expect(unlocked(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))).toEqual([])
  })

  it('is refused when it lacks the package of another system', () => {
    const text = JSON.stringify({
      packages: {
        '': {},
        'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
        'node_modules/a-linux': {},
      },
    })
    expect(unlocked(text)).toEqual(['node_modules/a: a-darwin'])
  })
})
