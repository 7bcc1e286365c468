import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { mutate } from '../faults/broken-copy.ts'
import { actCasesOf } from './act-each-write.ts'
import { casesOf } from './each-write.ts'
import { ACT_MUTANTS, EACH_WRITE_MUTANTS, MUTANTS, RANDOM_MUTANTS } from './mutants.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('a mutant', () => {
  it.each(Object.entries(MUTANTS))('has each of its texts in the source: %s', (_name, changes) => {
    for (const { file, ...change } of changes) {
      const source = readFileSync(join(root, file), 'utf8')
      expect(mutate(source, change)).not.toBe(source)
    }
  })

  it('is tried either at random or in existing cases', () => {
    expect(new Set([...RANDOM_MUTANTS, ...Object.keys(EACH_WRITE_MUTANTS), ...Object.keys(ACT_MUTANTS)])).toEqual(
      new Set(Object.keys(MUTANTS)),
    )
    for (const only of Object.values(EACH_WRITE_MUTANTS)) expect(casesOf(only).length).toBeGreaterThan(0)
    for (const only of Object.values(ACT_MUTANTS)) expect(actCasesOf(only).length).toBeGreaterThan(0)
  })

  it("isn't made when its text is missing from the source or there twice", () => {
    expect(mutate('pay once', { from: 'once', to: 'twice' })).toBe('pay twice')
    expect(() => mutate('pay', { from: 'once', to: 'twice' })).toThrow('not there exactly once')
    expect(() => mutate('once and once', { from: 'once', to: 'twice' })).toThrow('not there exactly once')
  })
})
