import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { gatewayContract } from './contract.ts'
import { entityRefusal, securityCodeRefusal } from './entity-contract.ts'
import { actRefusal, identityContract, numberRefusal, undoRefusal } from './identity-contract.ts'
import { declineReason, findRefusal, moneyContract, reserveRefusal, submitRefusal, billBar } from './money-contract.ts'
import { openApiDocument } from './openapi.ts'

describe('openApiDocument', () => {
  it('is valid when it is generated from the contract', async () => {
    const result = await new Validator().validate(JSON.stringify(await openApiDocument('1'), null, 2))
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
  })

  it('describes each procedure, and asks for the token at each but the enrolment', async () => {
    const { paths = {}, security } = await openApiDocument('1')
    const operations = Object.values(paths).flatMap((path) =>
      [path?.get, path?.post].filter((operation) => operation !== undefined),
    )
    expect(operations.map((operation) => operation.operationId).sort()).toEqual(Object.keys(gatewayContract).sort())
    expect(security).toEqual([{ station: [] }])
    expect(
      operations.filter((operation) => operation.security?.length === 0).map((operation) => operation.operationId),
    ).toEqual(['enrol'])
  })

  it('describes each call, and each refusal about money or identity', async () => {
    const { paths = {} } = await openApiDocument('1')
    const operations = Object.values(paths).flatMap((path) =>
      [path?.get, path?.post].filter((operation) => operation !== undefined),
    )
    const words = new Map(operations.map(({ operationId, description }) => [operationId, description ?? '']))
    for (const description of words.values()) expect(description.length).toBeGreaterThan(40)
    const means = (call: string, codes: readonly string[]) => {
      for (const code of codes)
        expect([call, words.get(call)]).toEqual([call, expect.stringContaining(`- \`${code}\`: `)])
    }
    means('findBills', [...findRefusal.options, ...billBar.options])
    for (const call of ['quote', 'reserve']) means(call, [...reserveRefusal.options, ...billBar.options])
    means('submitItem', submitRefusal.options)
    means('findNumber', numberRefusal.options)
    means('findFreeze', undoRefusal.options)
    means('findEntity', entityRefusal.options)
    means('findSecurityCode', securityCodeRefusal.options)
    for (const call of ['performAct', 'settleAct']) means(call, actRefusal.options)
    for (const call of ['chargeWallet', 'showWallet', 'walletStatus']) means(call, declineReason.options)
  })

  it('says of each call about money or identity whose transactions and acts it may name', async () => {
    const { paths = {} } = await openApiDocument('1')
    for (const [name, procedure] of Object.entries({ ...moneyContract, ...identityContract })) {
      const {
        route,
        inputSchema,
        meta: { names },
      } = procedure['~orpc']
      const operation = paths[route.path ?? '']?.post
      expect([name, operation]).toEqual([
        name,
        expect.objectContaining(
          names ? { 'x-names': names, description: expect.stringContaining('answered with 403') as string } : {},
        ),
      ])
      // Every call whose input has such a field must have a `names` rule.
      const fields = Object.keys((inputSchema as { shape?: object } | undefined)?.shape ?? {})
      expect([name, fields.some((field) => ['transaction', 'item', 'attempt', 'key', 'act'].includes(field))]).toEqual([
        name,
        names !== undefined,
      ])
      if (names) expect(fields).toContain(names.field)
    }
  })

  it('has examples of each call about money or identity that fit the contract', async () => {
    const { paths = {} } = await openApiDocument('1')
    const valuesOf = (content: unknown) =>
      Object.values(
        (content as { 'application/json': { examples: Record<string, { value: unknown }> } })['application/json']
          .examples,
      ).map(({ value }) => value)
    for (const procedure of Object.values({ ...moneyContract, ...identityContract })) {
      const { route, inputSchema, outputSchema } = procedure['~orpc']
      const { requestBody, responses } = paths[route.path ?? '']?.post ?? {}
      if (!requestBody || !('content' in requestBody) || !responses?.['200'] || !('content' in responses['200']))
        throw new Error(route.path)
      const [asked, answered] = [valuesOf(requestBody.content), valuesOf(responses['200'].content)]
      expect([asked.length > 0, answered.length > 0]).toEqual([true, true])
      for (const value of asked) expect(inputSchema?.safeParse(value)).toMatchObject({ success: true })
      for (const value of answered) expect(outputSchema?.safeParse(value)).toMatchObject({ success: true })
    }
  })
})
