import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { gatewayContract } from './contract.ts'
import { openApiDocument } from './openapi.ts'

describe('openApiDocument', () => {
  it('is valid when it is generated from the contract', async () => {
    const result = await new Validator().validate(JSON.stringify(await openApiDocument('1'), null, 2))
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
  })

  it('describes every procedure and asks for the token everywhere but at the enrolment', async () => {
    const { paths = {}, security } = await openApiDocument('1')
    const operations = Object.values(paths).flatMap(path => [path?.get, path?.post].filter(operation => operation !== undefined))
    expect(operations.map(operation => operation.operationId).sort()).toEqual(Object.keys(gatewayContract).sort())
    expect(security).toEqual([{ station: [] }])
    expect(operations.filter(operation => operation.security?.length === 0).map(operation => operation.operationId)).toEqual(['enrol'])
  })
})
