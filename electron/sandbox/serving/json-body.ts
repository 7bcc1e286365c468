import type { Context } from 'hono'
import type { z } from 'zod'

/** A page of another origin can't send JSON without asking first, and nobody answers it. */
export const isJson = (context: Context) => context.req.header('content-type') === 'application/json'

/** What came as JSON in the form that was asked for; undefined otherwise. */
export async function readJson<T extends z.ZodType>(context: Context, schema: T): Promise<z.output<T> | undefined> {
  if (!isJson(context)) return undefined
  return schema.safeParse(await context.req.json().catch(() => undefined)).data
}
