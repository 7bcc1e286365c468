import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIELD_NAMES } from '../../contract/index.ts'
import { approvedFields } from './fields.ts'

const identity = {
  idNumber: '99000001',
  nameChinese: '測試一',
  nameForeign: 'TESTE UM',
  birthDate: '1988-02-29',
  kind: 'P',
  cardValidUntil: '2031-05-06',
  guardianBound: false,
} as const

describe('approvedFields', () => {
  it('masks the ID number but its first digit and the date of birth unless they are asked for', () => {
    expect(approvedFields(identity, FIELD_NAMES)).toEqual([
      { name: 'idNumber', value: '9••••••(•)', masked: true },
      { name: 'nameChinese', value: '測試一', masked: false },
      { name: 'nameForeign', value: 'TESTE UM', masked: false },
      { name: 'birthDate', value: '••••-••-••', masked: true },
      { name: 'kind', value: 'P', masked: false },
      { name: 'cardValidUntil', value: '2031-05-06', masked: false },
      { name: 'guardianBound', value: 'false', masked: false },
    ])
  })

  it('writes them out when they are shown', () => {
    expect(approvedFields(identity, ['birthDate', 'idNumber'], 'shown')).toEqual([
      { name: 'birthDate', value: '1988-02-29', masked: false },
      { name: 'idNumber', value: '9900000(1)', masked: false },
    ])
  })

  it('lets no field out that is not approved', () => {
    fc.assert(
      fc.property(fc.subarray([...FIELD_NAMES]), fc.constantFrom('masked', 'shown'), (approved, as) => {
        const fields = approvedFields(identity, [...approved, ...approved], as)
        expect(fields.map(({ name }) => name)).toEqual(approved)
        for (const name of FIELD_NAMES) {
          if (!approved.includes(name)) expect(JSON.stringify(fields)).not.toContain(name)
        }
        if (!approved.includes('nameForeign')) expect(JSON.stringify(fields)).not.toContain('TESTE')
      }),
    )
  })
})
