import { OpenAPIGenerator, type OpenAPI } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { gatewayContract } from './contract.ts'
import { identityContract } from './identity-contract.ts'
import { JOURNAL_HEAD, JOURNAL_HEAD_HEARD, moneyContract } from './money-contract.ts'
import { EXAMPLES } from './openapi-examples.ts'
import { HEAD_WORDS, NAMES_MEANINGS, OPERATION_WORDS } from './openapi-words.ts'
import type { CallRules } from './procedure.ts'

const JSON_TYPE = 'application/json'
const descriptionOf: ReadonlyMap<string, string> = new Map(Object.entries(OPERATION_WORDS))
const rulesOf: ReadonlyMap<string, CallRules> = new Map(
  Object.entries(gatewayContract).map(([name, procedure]) => [name, procedure['~orpc'].meta]),
)
/** The calls that carry the head of the station's journal. */
const carried: ReadonlySet<string> = new Set([...Object.keys(moneyContract), ...Object.keys(identityContract)])
const examplesOf: ReadonlyMap<string, { asked: object; answered: object }> = new Map(Object.entries(EXAMPLES))

/** Turns examples by their summary into OpenAPI's named examples. */
const named = (examples: object) =>
  Object.fromEntries(
    Object.entries(examples).map(([summary, value]: [string, unknown]) => [
      summary.replaceAll(' ', '-'),
      { summary, value },
    ]),
  )

/**
 * Adds to an operation its description, whose transactions it may name (`x-names`, as in the contract), and examples.
 */
function explain(operation: OpenAPI.OperationObject): void {
  const description = descriptionOf.get(operation.operationId ?? '')
  const names = rulesOf.get(operation.operationId ?? '')?.names
  if (description !== undefined)
    operation.description = names ? `${description}\n\n${NAMES_MEANINGS[names.whose]}` : description
  if (names) Object.assign(operation, { 'x-names': names })
  if (carried.has(operation.operationId ?? '')) carryHead(operation)
  const examples = examplesOf.get(operation.operationId ?? '')
  if (!examples) return
  const { requestBody, responses } = operation
  const asked = requestBody && 'content' in requestBody ? requestBody.content[JSON_TYPE] : undefined
  if (asked) asked.examples = named(examples.asked)
  const response = responses?.['200']
  const answered = response && 'content' in response ? response.content[JSON_TYPE] : undefined
  if (answered) answered.examples = named(examples.answered)
}

/** Adds to a call the headers of the station's journal head. */
function carryHead(operation: OpenAPI.OperationObject): void {
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      name: JOURNAL_HEAD,
      in: 'header',
      required: false,
      description: HEAD_WORDS.asked,
      example: '1234 paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=',
      schema: { type: 'string' },
    },
  ]
  const response = operation.responses?.['200']
  if (response && 'description' in response)
    Object.assign(response, {
      headers: {
        [JOURNAL_HEAD_HEARD]: { description: HEAD_WORDS.answered, example: 1_234, schema: { type: 'integer' } },
      },
    })
}

/** Generates the OpenAPI 3.1 document of the gateway's API from the contract, with descriptions and examples. */
export async function openApiDocument(version: string): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(gatewayContract, {
    info: {
      title: 'Balcão gateway',
      version,
      description:
        'What the agencies’ gateway offers a station. Amounts are avos (1 MOP = 100 avos), instants ' +
        'milliseconds since 1970, days YYYY-MM-DD in Asia/Macau.',
    },
    components: { securitySchemes: { station: { type: 'http', scheme: 'bearer' } } },
    security: [{ station: [] }],
  })
  for (const path of Object.values(document.paths ?? {}))
    for (const operation of [path?.get, path?.post]) if (operation) explain(operation)
  const enrolment = document.paths?.['/v1/stations']?.post
  if (enrolment) enrolment.security = []
  return document
}
