/** `npm run openapi`: prints the OpenAPI document of the gateway's API. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { openApiDocument } from '../../electron/gateway/openapi.ts'
import { root, say } from './run.ts'

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8')))
say(JSON.stringify(await openApiDocument(version), null, 2))
