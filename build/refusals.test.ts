import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { contract, type ProcedureRules, type RefusalCode } from '../electron/contract/index.ts'
import { root } from './scripts/run.ts'

type Domain = keyof typeof contract

/** The rooms of the station whose refusals are a procedure's answer, with the domains of those procedures. */
const ANSWERING = {
  acts: ['acts'],
  binding: ['acts'],
  cards: ['acts'],
  codes: ['scan', 'technician'],
  identity: ['scan', 'technician', 'person'],
  operators: ['operators'],
  payments: ['bills', 'payments'],
  reads: ['reads', 'scan', 'acts'],
  receipts: ['scan', 'technician', 'payments', 'acts', 'reads'],
  scans: ['scan', 'technician'],
  services: ['services'],
} as const satisfies Record<string, readonly Domain[]>

/** The codes that a room's sources refuse with by name, `refuse('its-code')`. `fault` is declared by no procedure. */
function refusedBy(room: string): string[] {
  const files = globSync(`electron/station/${room}/**/*.ts`, { cwd: root }).filter(
    (file) => !/\.(test|fixture)\.ts$/.test(file),
  )
  const texts = files.map((file) => readFileSync(path.join(root, file), 'utf8'))
  const codes = texts.flatMap((text) => [...text.matchAll(/\brefuse\('([a-z-]+)'/g)].map(([, code = '']) => code))
  return [...new Set(codes)].filter((code) => code !== 'fault')
}

function declaredIn(domains: readonly Domain[]): Set<string> {
  const procedures = domains.flatMap((domain): { '~orpc': { meta: ProcedureRules } }[] =>
    Object.values<{ '~orpc': { meta: ProcedureRules } }>(contract[domain]),
  )
  return new Set<RefusalCode>(procedures.flatMap((procedure) => procedure['~orpc'].meta.refusals))
}

describe('the refusals of the rooms', () => {
  it.each(Object.entries(ANSWERING))('of %s are each declared by a procedure of its domains', (room, domains) => {
    const declared = declaredIn(domains)
    expect(refusedBy(room).filter((code) => !declared.has(code))).toEqual([])
  })

  it('are found in the sources', () => {
    expect(refusedBy('payments').length).toBeGreaterThan(15)
    expect(refusedBy('scans')).toContain('service-not-chosen')
  })
})
