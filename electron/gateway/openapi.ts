import { OpenAPIGenerator, type OpenAPI } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { gatewayContract } from './contract.ts'

/** The gateway's API as an OpenAPI 3.1 document, generated from the contract. */
export async function openApiDocument(version: string): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(gatewayContract, {
    info: { title: 'Balcão gateway', version, description: 'What the agencies’ gateway offers a station.' },
    components: { securitySchemes: { station: { type: 'http', scheme: 'bearer' } } },
    security: [{ station: [] }]
  })
  const enrolment = document.paths?.['/v1/stations']?.post
  if (enrolment) enrolment.security = []
  return document
}
